package dev.kintsugi.model.repository;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.model.ImageLimits;
import dev.kintsugi.model.ImageLimits.Range;
import dev.kintsugi.model.ImageLimits.Size;
import dev.kintsugi.model.file.JsonFile;
import dev.kintsugi.model.onnx.OnnxHeader;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What may be asked of an export without a manifest: the sizes that its networks take, and no more steps than it was
 * trained on. Values that make no sense are left out here and refused when the model is read.
 */
final class ExportLimits {

    private static final int PIXELS_PER_LATENT = 8;
    private static final int USUAL_SIDE = 64;
    private static final int LARGEST_SIDE = 512;
    private static final int LARGEST_PICTURE = 1024;

    /** A UNet of Stable Diffusion halves its latents three times. */
    private static final int USUAL_LEVELS = 4;

    private static final int MOST_LEVELS = 7;
    private static final int MOST_STEPS = 100;
    private static final int USUAL_STEPS = 20;

    /** Those of Stable Diffusion, for a model that says nothing. */
    static final ImageLimits USUAL = limits(
            new Size(LARGEST_SIDE, USUAL_SIDE, LARGEST_PICTURE, USUAL_SIDE, 4L * LARGEST_SIDE * LARGEST_SIDE),
            MOST_STEPS);

    private ExportLimits() {}

    static ImageLimits of(Path folder) {
        var steps = whole(
                JsonFile.settings(folder.resolve("scheduler/scheduler_config.json")),
                "num_train_timesteps",
                MOST_STEPS);
        return limits(size(folder), Math.min(steps, MOST_STEPS));
    }

    private static ImageLimits limits(Size size, int most) {
        return new ImageLimits(
                size,
                new Range(Math.min(USUAL_STEPS, most), 1, most),
                new Range(7.5, 0, 30),
                new Range(1, 1, 10),
                4000,
                0);
    }

    private static Size size(Path folder) {
        var unet = JsonFile.settings(folder.resolve("unet/config.json"));
        var height = fixed(folder, 2);
        var width = fixed(folder, 3);
        if (height.isPresent() && width.isPresent()) {
            var tall = (int) height.getAsLong() * PIXELS_PER_LATENT;
            var wide = (int) width.getAsLong() * PIXELS_PER_LATENT;
            var longer = Math.max(tall, wide);
            return new Size(longer, Math.min(tall, wide), longer, PIXELS_PER_LATENT, (long) tall * wide);
        }
        var levels = unet.path("block_out_channels").size();
        var multiple = PIXELS_PER_LATENT << (levels == 0 || levels > MOST_LEVELS ? USUAL_LEVELS : levels) - 1;
        var trained = Math.min(side(unet), LARGEST_SIDE) * PIXELS_PER_LATENT;
        var side = Math.max(multiple, trained / multiple * multiple);
        return new Size(
                side, multiple, Math.max(side * 2, LARGEST_PICTURE) / multiple * multiple, multiple, 4L * side * side);
    }

    /** The longer side, since both are limited alike. */
    private static int side(JsonNode unet) {
        var size = unet.path("sample_size");
        return size.isArray() && !size.isEmpty()
                ? Math.max(whole(size, 0), whole(size, size.size() - 1))
                : whole(unet, "sample_size", USUAL_SIDE);
    }

    private static int whole(JsonNode list, int index) {
        return list.path(index).isInt() && list.path(index).intValue() > 0
                ? list.path(index).intValue()
                : USUAL_SIDE;
    }

    private static int whole(JsonNode json, String field, int standard) {
        var value = json.path(field);
        return value.isInt() && value.intValue() > 0 ? value.intValue() : standard;
    }

    /** The length of an axis of latents if a network takes no other. */
    private static OptionalLong fixed(Path folder, int axis) {
        return Stream.of(axis(folder, "unet", "sample", axis), axis(folder, "vae_decoder", "latent_sample", axis))
                .flatMapToLong(OptionalLong::stream)
                .filter(side -> side <= LARGEST_SIDE)
                .findFirst();
    }

    private static OptionalLong axis(Path folder, String component, String input, int axis) {
        return OnnxHeader.read(folder.resolve(component).resolve("model.onnx")).stream()
                .map(header -> header.inputs().get(input))
                .filter(value -> value != null && axis < value.axes().size())
                .map(value -> value.axes().get(axis).length())
                .findFirst()
                .orElse(OptionalLong.empty());
    }
}
