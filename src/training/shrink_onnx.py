"""Stores the weights of an ONNX file in 16 or 8 bits.

The weights are widened again by nodes inside the graph, which every runtime understands and which constant
folding removes when the model is loaded. Inputs, outputs and the arithmetic stay float32, so this saves space
on disk, not time. fp16 uses Cast; int8 is symmetric, with one scale per output channel, and uses
DequantizeLinear.
"""
import argparse
from pathlib import Path
from typing import Container

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, helper, numpy_helper

PRECISIONS = ("fp16", "int8")
SMALLEST = 1024                 # weights with fewer numbers stay as they are
Use = tuple[NodeProto, int]     # a node and which of its inputs


def shrink(source: Path, target: Path, precision: str) -> int:
    """Returns how many weights were stored smaller."""
    model = onnx.load(str(source))
    graph = model.graph
    weights = {t.name: t for t in graph.initializer if _is_large(t)}
    widening = []
    for name, uses in _uses(graph, weights).items():
        weight = weights[name]
        if precision == "int8" and not all(_takes_int8(use) for use in uses):
            continue
        stored, node = _as_fp16(weight) if precision == "fp16" else _as_int8(weight, _output_axis(*uses[0]))
        graph.initializer.remove(weight)
        graph.initializer.extend(stored)
        widening.append(node)
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend(widening + nodes)
    onnx.checker.check_model(model)
    target.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(target))
    return len(widening)


def _uses(graph: onnx.GraphProto, weights: Container[str]) -> dict[str, list[Use]]:
    """Where each weight goes, in the order of first use."""
    uses: dict[str, list[Use]] = {}
    for node in graph.node:
        for i, name in enumerate(node.input):
            if name in weights:
                uses.setdefault(name, []).append((node, i))
    return uses


def _is_large(weight: TensorProto) -> bool:
    return weight.data_type == TensorProto.FLOAT and len(weight.dims) >= 2 and np.prod(weight.dims) >= SMALLEST


def _takes_int8(use: Use) -> bool:
    node, place = use
    return (node.op_type in ("Conv", "MatMul", "Gemm") and place == 1) or (node.op_type == "Gather" and place == 0)


def _output_axis(node: NodeProto, place: int) -> int:
    """The axis of a weight that gets one scale per entry."""
    transposed = any(a.name == "transB" and a.i for a in node.attribute)
    return 1 if node.op_type == "MatMul" or (node.op_type == "Gemm" and not transposed) else 0


def _as_fp16(weight: TensorProto) -> tuple[list[TensorProto], NodeProto]:
    name = weight.name
    stored = numpy_helper.from_array(numpy_helper.to_array(weight).astype(np.float16), name + "_f16")
    return [stored], helper.make_node("Cast", [stored.name], [name], name=name + "_cast", to=TensorProto.FLOAT)


def _as_int8(weight: TensorProto, axis: int) -> tuple[list[TensorProto], NodeProto]:
    name, values = weight.name, numpy_helper.to_array(weight)
    others = tuple(k for k in range(values.ndim) if k != axis)
    scales = np.maximum(np.abs(values).max(axis=others), 1e-8).astype(np.float32) / 127
    rounded = np.round(values / np.expand_dims(scales, others))
    stored = [numpy_helper.from_array(np.clip(rounded, -127, 127).astype(np.int8), name + "_q"),
              numpy_helper.from_array(scales, name + "_s"),
              numpy_helper.from_array(np.zeros(len(scales), np.int8), name + "_z")]
    return stored, helper.make_node("DequantizeLinear", [t.name for t in stored], [name], name=name + "_dq", axis=axis)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, metavar="ONNX", help="file to read")
    parser.add_argument("--out", type=Path, required=True, metavar="ONNX", help="file to write")
    parser.add_argument("--precision", choices=PRECISIONS, required=True, help="how weights are stored")
    args = parser.parse_args()
    count = shrink(args.model, args.out, args.precision)
    print(f"{args.out}: {args.out.stat().st_size} bytes, {count} weights in {args.precision}")


if __name__ == "__main__":
    main()
