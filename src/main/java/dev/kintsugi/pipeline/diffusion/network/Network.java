package dev.kintsugi.pipeline.diffusion.network;

import dev.kintsugi.model.onnx.OnnxHeader;
import dev.kintsugi.model.onnx.OnnxHeader.Value;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One network of a model as its file declares it, and what a pipeline asks of it. What does not fit is refused with the
 * file, the input or output, and the axis.
 *
 * @param path of its file, relative to the model's folder
 * @param header what the file declares
 */
record Network(String path, OnnxHeader header) {

    static final Set<Integer> FLOATS = Set.of(1, 10, 11, 16);
    static final Set<Integer> INTEGERS = Set.of(6, 7);
    static final Set<Integer> NUMBERS = Set.of(1, 6, 7, 10, 11, 16);

    private static final List<String> TYPES = List.of(
            "undefined",
            "float32",
            "uint8",
            "int8",
            "uint16",
            "int16",
            "int32",
            "int64",
            "string",
            "bool",
            "float16",
            "float64",
            "uint32",
            "uint64",
            "complex64",
            "complex128",
            "bfloat16");

    /** What networks with these inputs are made for. */
    private static final Map<String, String> KINDS = Map.of(
            "timestep_cond", "latent consistency models",
            "text_embeds", "Stable Diffusion XL models",
            "time_ids", "Stable Diffusion XL models",
            "class_labels", "upscalers and models of classes",
            "pooled_projections", "Stable Diffusion 3 models",
            "attention_mask", "text encoders other than CLIP");

    /** Makes sure that it takes no more than these inputs. */
    void requireOnly(String... known) {
        for (var input : header.inputs().keySet()) {
            if (!List.of(known).contains(input)) {
                var kind = KINDS.get(input);
                throw refused("wants the input " + input + (kind == null ? "" : ", as " + kind + " do")
                        + ", which is not supported");
            }
        }
    }

    Value input(String name, Set<Integer> types, int axes) {
        return required("input", name, header.inputs(), types, axes);
    }

    Value output(String name, Set<Integer> types, int axes) {
        return required("output", name, header.outputs(), types, axes);
    }

    /** @param axes how many dimensions it must have; −1 for any number, and networks that do not say how many pass */
    private Value required(String kind, String name, Map<String, Value> values, Set<Integer> types, int axes) {
        var value = values.get(name);
        if (value == null) {
            throw refused("has no " + kind + " named " + name + ", only " + values.keySet());
        }
        if (!types.contains(value.type())) {
            var type = value.type() >= 0 && value.type() < TYPES.size() ? TYPES.get(value.type()) : "of another type";
            throw refused("has the " + kind + " " + name + " of type " + type + ", which is not supported");
        }
        if (axes >= 0 && !value.axes().isEmpty() && value.axes().size() != axes) {
            throw refused(
                    "has the " + kind + " " + name + " with " + value.axes().size() + " axes instead of " + axes);
        }
        return value;
    }

    /** The length of an axis if it is fixed. */
    static OptionalLong fixed(Value value, int axis) {
        return axis < value.axes().size() ? value.axes().get(axis).length() : OptionalLong.empty();
    }

    TypedException refused(String why) {
        return new TypedException(FailureType.MODEL_COMPATIBILITY_ERROR, path + " " + why);
    }
}
