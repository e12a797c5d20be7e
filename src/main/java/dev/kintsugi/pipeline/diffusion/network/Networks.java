package dev.kintsugi.pipeline.diffusion.network;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.onnx.OnnxFile;
import dev.kintsugi.model.onnx.OnnxHeader;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the networks of a model are those of a Stable Diffusion pipeline and belong together, told from what their
 * files declare. A file that cannot be read is left out: loading it tells why.
 *
 * @param text turns ids into states
 * @param unet predicts noise
 * @param vae turns latents into pixels
 */
record Networks(
        @Nullable Network text,
        @Nullable Network unet,
        @Nullable Network vae) {

    private static final Map<Long, String> CHANNELS = Map.of(
            5L, "depth-to-image models",
            7L, "upscalers",
            8L, "models that edit pictures by instruction",
            9L, "inpainting models");

    static Networks read(Model model, String precision, Set<String> whole) {
        return new Networks(
                network(model, "text_encoder", precision, whole),
                network(model, "unet", precision, whole),
                network(model, "vae_decoder", precision, whole));
    }

    private static @Nullable Network network(Model model, String component, String precision, Set<String> whole) {
        var path = model.network(component, precision);
        if (!whole.contains(path)) {
            return null;
        }
        requireReachable(model, path);
        return OnnxHeader.read(model.path(path))
                .map(header -> new Network(path, header))
                .orElse(null);
    }

    /** Weights in files that are never read, or that ONNX Runtime cannot be given. One that is no whole network is refused elsewhere. */
    private static void requireReachable(Model model, String path) {
        OnnxFile file;
        try {
            file = OnnxFile.read(model.path(path));
        } catch (IOException e) {
            Log.debugf(e, "%s of the model %s is not read", path, model.id());
            return;
        }
        if (!file.outside().isEmpty()) {
            throw new TypedException(
                    FailureType.MODEL_COMPATIBILITY_ERROR,
                    path + " keeps weights outside of its folder ("
                            + name(file.outside().getFirst())
                            + "): export or save the model again with its weights beside " + path);
        }
        if (!file.unreachable().isEmpty()) {
            throw new TypedException(
                    FailureType.MODEL_COMPATIBILITY_ERROR,
                    path + " keeps " + file.unreachable().getFirst()
                            + " in another file, which is supported only in the main graph: save the network again with"
                            + " this tensor inside of it");
        }
    }

    private static String name(String location) {
        return location.substring(Math.max(location.lastIndexOf('/'), location.lastIndexOf('\\')) + 1);
    }

    /**
     * Checks all that does not depend on settings.
     *
     * @throws TypedException model_compatibility_error with file, input or output, and axis
     */
    void check() {
        if (text != null) {
            text.requireOnly("input_ids");
            text.input("input_ids", Network.INTEGERS, 2);
            text.output("last_hidden_state", Network.FLOATS, 3);
        }
        if (unet != null) {
            checkUnet(unet);
        }
        if (vae != null) {
            checkVae(vae);
        }
        if (text != null && unet != null) {
            var states = unet.input("encoder_hidden_states", Network.FLOATS, 3);
            var width = Network.fixed(states, 2);
            var given = Network.fixed(text.output("last_hidden_state", Network.FLOATS, 3), 2);
            requireEqual(
                    unet,
                    "takes states that are %d wide (axis 2 of encoder_hidden_states), but " + text.path()
                            + " gives states that are %d wide: the networks do not belong together",
                    width,
                    given);
        }
        if (unet != null && vae != null) {
            var sample = unet.input("sample", Network.FLOATS, 4);
            var latents = vae.input("latent_sample", Network.FLOATS, 4);
            for (int axis = 1; axis < 4; axis++) {
                requireEqual(
                        unet,
                        "has %d as axis " + axis + " of sample, but " + vae.path() + " has %d as axis " + axis
                                + " of latent_sample: the networks do not belong together",
                        Network.fixed(sample, axis),
                        Network.fixed(latents, axis));
            }
        }
    }

    private static void checkUnet(Network unet) {
        unet.requireOnly("sample", "timestep", "encoder_hidden_states");
        var sample = unet.input("sample", Network.FLOATS, 4);
        var states = unet.input("encoder_hidden_states", Network.FLOATS, 3);
        var out = unet.output("out_sample", Network.FLOATS, 4);
        unet.input("timestep", Network.NUMBERS, -1);
        requireEqual(
                unet,
                "takes %d channels (axis 1 of sample) and gives %d (axis 1 of out_sample)"
                        + Network.fixed(sample, 1).stream()
                                .mapToObj(CHANNELS::get)
                                .filter(kind -> kind != null)
                                .map(kind -> ", as " + kind + " do")
                                .findFirst()
                                .orElse("")
                        + ", which is not supported",
                Network.fixed(sample, 1),
                Network.fixed(out, 1));
        requireEqual(
                unet,
                "takes %d pictures at a time (axis 0 of sample) but %d prompts (axis 0 of encoder_hidden_states)",
                Network.fixed(sample, 0),
                Network.fixed(states, 0));
    }

    private static void checkVae(Network vae) {
        vae.requireOnly("latent_sample");
        var latents = vae.input("latent_sample", Network.FLOATS, 4);
        var pixels = vae.output("sample", Network.FLOATS, 4);
        requireEqual(
                vae,
                "gives %d channels (axis 1 of sample) instead of %d",
                Network.fixed(pixels, 1),
                OptionalLong.of(3));
        for (int axis = 2; axis < 4; axis++) {
            var in = Network.fixed(latents, axis);
            requireEqual(
                    vae,
                    "gives %d pixels on axis " + axis + " of sample instead of %d: only " + DiffusionModel.SCALE
                            + " pixels for each latent are supported",
                    Network.fixed(pixels, axis),
                    in.isPresent() ? OptionalLong.of(in.getAsLong() * DiffusionModel.SCALE) : in);
        }
    }

    private static void requireEqual(Network network, String text, OptionalLong one, OptionalLong other) {
        if (one.isPresent() && other.isPresent() && one.getAsLong() != other.getAsLong()) {
            throw network.refused(String.format(text, one.getAsLong(), other.getAsLong()));
        }
    }

    /** How many ids the text encoder takes, and how many states the UNet, if one of them is fixed. */
    OptionalInt tokens() {
        var taken = axis(text, "input_ids", 1);
        var attended = axis(unet, "encoder_hidden_states", 1);
        if (unet != null && text != null) {
            requireEqual(
                    unet,
                    "takes %d states of a prompt (axis 1 of encoder_hidden_states), but " + text.path()
                            + " makes %d (axis 1 of input_ids)",
                    attended,
                    taken);
        }
        var fixed = taken.isPresent() ? taken : attended;
        return fixed.isPresent()
                ? OptionalInt.of((int) Math.min(fixed.getAsLong(), Integer.MAX_VALUE))
                : OptionalInt.empty();
    }

    /** The channels of latents if a network says it. */
    OptionalLong channels() {
        var channels = axis(unet, "sample", 1);
        return channels.isPresent() ? channels : axis(vae, "latent_sample", 1);
    }

    /** How many ids the text encoder knows. */
    OptionalLong embeddings() {
        var rows = text == null ? null : text.header().lookedUp().get("input_ids");
        return rows == null ? OptionalLong.empty() : OptionalLong.of(rows);
    }

    /** The latents that the decoder takes at a time on one side, if that is fixed. */
    OptionalLong decoderSide() {
        return axis(vae, "latent_sample", 2);
    }

    private static OptionalLong axis(@Nullable Network network, String input, int axis) {
        var value = network == null ? null : network.header().inputs().get(input);
        return value == null ? OptionalLong.empty() : Network.fixed(value, axis);
    }
}
