package dev.kintsugi.scorecard;

import static dev.kintsugi.scorecard.Order.SMALL;
import static dev.kintsugi.scorecard.Scenario.clear;
import static dev.kintsugi.scorecard.Scenario.repairable;
import static dev.kintsugi.scorecard.Setup.*;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The mix: which failures are provoked, how, and how often in each pass. */
final class Scenarios {

    private static final String FULL = "shapes-diffusion/1.0.0/";
    private static final int AT_ONCE = 12;

    private Scenarios() {}

    static List<Scenario> all() {
        return Stream.of(files(), models(), means(), load(), othersToMend())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Scenario> files() {
        return List.of(
                file("model_corruption_detected", "a bit flipped in the UNet", 30, "unet", FileFault.FLIP),
                file("model_corruption_detected", "the decoder cut short", 30, "vae_decoder", FileFault.CUT),
                file("model_corruption_detected", "random bytes as UNet", 25, "unet", FileFault.NOISE),
                file("model_corruption_detected", "a web page as text encoder", 25, "text_encoder", FileFault.HTML),
                file("model_corruption_detected", "an empty decoder", 20, "vae_decoder", FileFault.EMPTY),
                file("model_loading_failed", "the UNet deleted", 40, "unet", FileFault.DELETE),
                repairable(
                        "model_loading_failed",
                        "a file in the place of the UNet's folder",
                        PLAIN,
                        25,
                        SMALL,
                        new FileInTheWay(),
                        "model_download_failure"));
    }

    private static Scenario file(String type, String what, int times, String part, FileFault.Damage damage) {
        return repairable(type, what, PLAIN, times, SMALL, new FileFault(FULL + part + "/model.onnx", damage));
    }

    private static List<Scenario> models() {
        return List.of(
                repairable(
                        "model_download_failure",
                        "the UNet deleted and its source gone",
                        PLAIN,
                        25,
                        SMALL.from("sourceless"),
                        new FileFault("sourceless/1.0.0/unet/model.onnx", FileFault.DELETE),
                        "model_loading_failed"),
                repairable(
                        "model_compatibility_error",
                        "a model for a newer ONNX Runtime",
                        PLAIN,
                        25,
                        SMALL.from("future"),
                        Fault.NONE),
                repairable(
                        "model_corruption_detected",
                        "zeros as UNet, no checksum and no source",
                        PLAIN,
                        20,
                        SMALL.from("hollow"),
                        Fault.NONE,
                        "model_loading_failed"),
                repairable(
                        "model_loading_failed",
                        "a model whose weights were left out",
                        PLAIN,
                        20,
                        SMALL.from("weightless"),
                        Fault.NONE),
                noNumbers("weights of the UNet that are no numbers", "nan-unet"),
                noNumbers("infinite weights in the decoder only", "overflown-decoder"),
                noNumbers("infinite weights in the text encoder", "overflown-encoder"),
                repairable(
                        "generation_pipeline_error",
                        "the first run of a session fails",
                        PLAIN,
                        40,
                        SMALL.from("flaky"),
                        new FileFault("flaky/1.0.0/text_encoder/model.onnx", FileFault.TOUCH)),
                repairable("(nothing wrong)", "nothing, between all the others", PLAIN, 50, SMALL, Fault.NONE));
    }

    private static List<Scenario> means() {
        return List.of(
                repairable(
                        "vram_exhaustion",
                        "640x640 in 18 MiB",
                        LITTLE_MEMORY,
                        25,
                        Order.of("640x640", 2),
                        new Forgotten()),
                repairable(
                        "vram_exhaustion",
                        "512x512 in 18 MiB",
                        LITTLE_MEMORY,
                        20,
                        Order.of("512x512", 2),
                        new Forgotten()),
                repairable(
                        "vram_exhaustion",
                        "512x512 in 18 MiB, three of ten in a stream of 200",
                        LITTLE_MEMORY_LEARNED,
                        60,
                        Order.of("512x512", 2),
                        Fault.NONE),
                repairable("(nothing wrong)", "the rest of that stream", LITTLE_MEMORY_LEARNED, 140, SMALL, Fault.NONE),
                memory("768x768 in 10 MiB", MEMORY_10M, "768x768"),
                memory("1024x1024 in 10 MiB", MEMORY_10M, "1024x1024"),
                memory("768x768 in 18 MiB", LITTLE_MEMORY, "768x768"),
                memory("1024x1024 in 18 MiB", LITTLE_MEMORY, "1024x1024"),
                memory("896x640 in 24 MiB", MEMORY_24M, "896x640"),
                memory("1024x1024 in 24 MiB", MEMORY_24M, "1024x1024"),
                memory("768x768 in 48 MiB", MEMORY_48M, "768x768"),
                memory("1024x1024 in 48 MiB", MEMORY_48M, "1024x1024"),
                repairable(
                        "inference_timeout",
                        "100 steps of 512x512 in 400 ms",
                        LESS_TIME,
                        8,
                        Order.of("512x512", 100),
                        new Forgotten()),
                repairable(
                        "inference_timeout",
                        "100 steps of 512x512 before a deadline of 3 s",
                        EARLY_DEADLINE,
                        6,
                        Order.of("512x512", 100),
                        new Forgotten()),
                repairable(
                        "inference_timeout",
                        "100 steps of 256x256 in 1 s",
                        LITTLE_TIME,
                        12,
                        Order.of("256x256", 100),
                        Fault.NONE),
                repairable(
                        "state_save_failed",
                        "a database that may not be changed",
                        FAULTS,
                        25,
                        SMALL,
                        new InjectedFault("store", "read_only")),
                repairable(
                        "storage_space_insufficient",
                        "a database that may not grow",
                        FAULTS,
                        25,
                        SMALL,
                        new InjectedFault("store", "no_room")),
                repairable("hardware_optimization_failure", "a GPU that is not there", NO_GPU, 40, SMALL, Fault.NONE),
                repairable(
                        "storage_space_insufficient",
                        "the UNet deleted and the disk full",
                        TINY_DISK,
                        15,
                        SMALL,
                        new FullDisk(FULL + "unet/model.onnx"),
                        "model_loading_failed",
                        "model_download_failure"),
                repairable(
                        "permission_denied",
                        "the UNet damaged on a read-only disk",
                        TINY_DISK,
                        15,
                        SMALL,
                        new ReadOnlyDisk(FULL + "unet/model.onnx"),
                        "model_corruption_detected",
                        "model_download_failure"));
    }

    private static List<Scenario> load() {
        return List.of(
                repairable(
                        "model_overloaded",
                        "a model that keeps failing, usual breakers",
                        USUAL_BREAKERS,
                        30,
                        SMALL,
                        new FileInTheWay(),
                        "model_loading_failed",
                        "model_download_failure"),
                new Scenario(
                        "model_overloaded",
                        AT_ONCE + " requests at once, a queue of 2",
                        SHORT_QUEUE,
                        false,
                        Set.of("model_overloaded"),
                        4,
                        Order.of("128x128", 20),
                        Fault.NONE,
                        (client, order, pass) -> client.drawAtOnce(order.body(pass), AT_ONCE)));
    }

    private static List<Scenario> othersToMend() {
        return List.of(
                mended(
                        "model_not_found",
                        "no such model",
                        25,
                        (client, order, pass) -> List.of(
                                client.draw(order.from("nothing-of-that-name").body(pass)))),
                mended(
                        "invalid_parameters",
                        "no steps and a size of 7x7",
                        25,
                        (client, order, pass) ->
                                List.of(client.draw(Order.of("7x7", 0).body(pass)))),
                mended(
                        "unsupported_operation",
                        "a picture of a model that writes",
                        25,
                        (client, order, pass) ->
                                List.of(client.draw(order.from("scene-writer").body(pass)))),
                new Scenario(
                        "state_load_failed",
                        "the same key again, the picture deleted",
                        PLAIN,
                        true,
                        Set.of("state_load_failed"),
                        15,
                        SMALL,
                        Fault.NONE,
                        new LostPicture()),
                clear("concurrent_access_error", "an answer judged a second time, otherwise", 20, new SecondVerdict()),
                clear("websocket_error", "a message that is no JSON", 20, new SocketCall("{\"type\":")),
                clear(
                        "session_error",
                        "a job that is not there",
                        20,
                        new SocketCall("{\"type\":\"cancel\",\"job\":\"job_0123456789abcdef0123456789abcdef\"}")),
                clear("(client gone)", "the connection closed in the middle", 12, new ClientThatGoes()));
    }

    private static Scenario memory(String what, Setup setup, String size) {
        return repairable("vram_exhaustion", what, setup, 10, Order.of(size, 2), new Forgotten());
    }

    private static Scenario noNumbers(String what, String model) {
        return repairable("non_finite_output", what, PLAIN, 15, SMALL.from(model), Fault.NONE);
    }

    /** A caller's mistake that is put right where he asks for whatever helps. */
    private static Scenario mended(String type, String what, int times, Scenario.Call call) {
        return new Scenario(
                type,
                what,
                PLAIN,
                true,
                type.equals("invalid_parameters") ? Set.of(type) : Set.of(type, "invalid_parameters"),
                times,
                SMALL,
                Fault.NONE,
                call);
    }
}
