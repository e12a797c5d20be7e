"""Stage 8: trained weights to ONNX. Makes <model>, <model>-fp16 and <model>-int8 for each of the four models.

The folders have the layouts of Hugging Face and optimum exports.
"""
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import onnx
import torch
from torch import nn

import stage
from autoencoder import VAE
from bpe import ByteBPE, ClipBPE
from diffusion import TEXT_DIM, UNETS, TextEncoder, UNet
from hub_configs import Config, diffusion_configs, language_configs
from language_model import LANGUAGE_MODELS, LanguageModel
from sampling import sharpest_vae
from shrink_onnx import PRECISIONS, shrink
from train_tokenizers import PROMPT_LENGTH, TEXT_CONTEXT

OPSET = 17
DIFFUSION = {"shapes-diffusion": "full", "shapes-diffusion-lite": "lite"}
LANGUAGE = {"scene-writer": "full", "scene-writer-lite": "lite"}
BATCH = {0: "batch_size"}
SEQUENCE = {**BATCH, 1: "sequence_length"}
PICTURE = {**BATCH, 2: "height", 3: "width"}
LATENT = {**BATCH, 2: "height_latent", 3: "width_latent"}
PAST = {**BATCH, 2: "past_sequence_length"}
PRESENT = {**BATCH, 2: "past_sequence_length + sequence_length"}


@dataclass(frozen=True)
class Port:
    """An input or output: its name and its dynamic axes; inputs also have an example."""
    name: str
    axes: dict[int, str]
    example: torch.Tensor | None = None


def export(module: nn.Module, path: Path, inputs: list[Port], outputs: list[Port]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        module.eval(), tuple(port.example for port in inputs), str(path), opset_version=OPSET, do_constant_folding=True,
        input_names=[port.name for port in inputs], output_names=[port.name for port in outputs],
        dynamic_axes={port.name: port.axes for port in inputs + outputs})
    model = onnx.load(str(path))
    for node in model.graph.node:
        node.ClearField("doc_string")
    del model.graph.value_info[:]
    for output in model.graph.output:
        if output.name == "pooler_output":              # torch invents a name for this known size
            output.type.tensor_type.shape.dim[1].dim_value = TEXT_DIM
    model.producer_name, model.producer_version, model.doc_string = "starter-models", "1", ""
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
    print(f"{path}: {path.stat().st_size} bytes")


def write_configs(folder: Path, configs: dict[str, Config]) -> None:
    for name, config in configs.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def write_variants(folder: Path) -> None:
    """Copies of an export with smaller weights, next to it."""
    for precision in PRECISIONS:
        variant = folder.with_name(f"{folder.name}-{precision}")
        shutil.rmtree(variant, ignore_errors=True)
        shutil.copytree(folder, variant)
        for source in sorted(folder.rglob("model.onnx")):
            target = variant / source.relative_to(folder)
            count = shrink(source, target, precision)
            print(f"{target}: {target.stat().st_size} bytes, {count} weights in {precision}")


# ----------------------------------------------------------------------------- diffusion
def export_diffusion(work: Path, folder: Path, kind: str) -> None:
    tokenizer = ClipBPE.load(work / "tokenizer")
    vae = stage.load(VAE(), sharpest_vae(work))
    export_text_encoder(stage.load(TextEncoder(len(tokenizer.vocab)), work / f"text_{kind}.pt"), tokenizer, folder)
    export_unet(stage.load(UNet(**UNETS[kind]), work / f"unet_{kind}.pt"), folder)
    export(vae.decoder, folder / "vae_decoder/model.onnx",
           [Port("latent_sample", LATENT, torch.randn(1, 4, 16, 16))], [Port("sample", PICTURE)])
    export(vae.encoder, folder / "vae_encoder/model.onnx",
           [Port("sample", PICTURE, torch.randn(1, 3, 128, 128))], [Port("latent_sample", LATENT)])
    tokenizer.save(folder / "tokenizer", PROMPT_LENGTH)
    write_configs(folder, diffusion_configs(folder.name, tokenizer, UNETS[kind]))


def export_text_encoder(encoder: TextEncoder, tokenizer: ClipBPE, folder: Path) -> None:
    ids = torch.tensor([tokenizer.encode("a red star", PROMPT_LENGTH)] * 2, dtype=torch.int32)
    export(encoder, folder / "text_encoder/model.onnx", [Port("input_ids", SEQUENCE, ids)],
           [Port("last_hidden_state", SEQUENCE), Port("pooler_output", BATCH)])


def export_unet(unet: UNet, folder: Path) -> None:
    states = torch.randn(2, PROMPT_LENGTH, TEXT_DIM)
    export(unet, folder / "unet/model.onnx",
           [Port("sample", PICTURE, torch.randn(2, 4, 16, 16)), Port("timestep", {0: "steps"}, torch.tensor([500])),
            Port("encoder_hidden_states", SEQUENCE, states)], [Port("out_sample", PICTURE)])


# ----------------------------------------------------------------------------- language models
class FlatCache(nn.Module):
    """The language model with its cache as single inputs and outputs, as ONNX wants them."""

    def __init__(self, model: LanguageModel):
        super().__init__()
        self.lm = model

    def forward(self, input_ids, attention_mask, position_ids, *past):
        logits, present = self.lm(input_ids, attention_mask, position_ids, list(past))
        return logits, *present


def export_language(work: Path, folder: Path, kind: str) -> None:
    tokenizer, shape = ByteBPE.load(work / "lm_tok"), LANGUAGE_MODELS[kind]
    model = stage.load(LanguageModel(len(tokenizer.vocab), **shape), work / f"lm_{kind}.pt")
    names = [f"{i}.{part}" for i in range(shape["layers"]) for part in ("key", "value")]
    past = torch.randn(2, model.heads, 3, model.head_dim)
    inputs = [Port("input_ids", SEQUENCE, torch.randint(0, 99, (2, 4))),
              Port("attention_mask", {**BATCH, 1: PRESENT[2]}, torch.ones(2, 7, dtype=torch.long)),
              Port("position_ids", SEQUENCE, torch.arange(3, 7)[None].expand(2, 4).contiguous())]
    export(FlatCache(model), folder / "model.onnx",
           inputs + [Port(f"past_key_values.{name}", PAST, past) for name in names],
           [Port("logits", SEQUENCE)] + [Port(f"present.{name}", PRESENT) for name in names])
    tokenizer.save(folder, TEXT_CONTEXT)
    write_configs(folder, language_configs(folder.name, tokenizer, shape))


def main() -> None:
    parser = stage.command_line(__doc__)
    models = [*DIFFUSION, *LANGUAGE]
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the model folders go")
    parser.add_argument("--models", nargs="+", choices=models, default=models, metavar="MODEL", help="models to export")
    args = parser.parse_args()
    stage.prepare(args, seed=0)
    for name in args.models:
        if name in DIFFUSION:
            export_diffusion(args.work, args.out / name, DIFFUSION[name])
        else:
            export_language(args.work, args.out / name, LANGUAGE[name])
        write_variants(args.out / name)


if __name__ == "__main__":
    main()
