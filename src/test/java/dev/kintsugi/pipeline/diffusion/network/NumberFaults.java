package dev.kintsugi.pipeline.diffusion.network;

import static dev.kintsugi.recovery.failure.FailureType.NON_FINITE_OUTPUT;

import dev.kintsugi.corpus.Boundary;
import dev.kintsugi.pipeline.diffusion.ExportBench;
import dev.kintsugi.pipeline.diffusion.TinyExport;
import dev.kintsugi.pipeline.diffusion.Workbench;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.session.TinyModel;
import java.nio.file.Path;

/** Real networks that give values which are no numbers, each alone, and a sum that overflows only after some steps. */
public final class NumberFaults extends Boundary {

    private final Path home;
    private int made;

    public NumberFaults(Path folder) {
        super("numbers");
        this.home = folder;
        network("text encoder, NaN", "text_encoder", encoder(Float.NaN));
        network("text encoder, infinite", "text_encoder", encoder(Float.POSITIVE_INFINITY));
        network("UNet, NaN", "unet", TinyExport.unet(4, Float.NaN));
        network("UNet, infinite", "unet", TinyExport.unet(4, Float.NEGATIVE_INFINITY));
        network("UNet, overflow at a later step", "unet", TinyExport.unet(4, -1e15f));
        network("decoder, NaN", "vae_decoder", TinyExport.decoder(4, Float.NaN, -1, -1));
        network("decoder, infinite", "vae_decoder", TinyExport.decoder(4, Float.POSITIVE_INFINITY, -1, -1));
        network("decoder, overflow", "vae_decoder", TinyExport.decoder(4, Float.MAX_VALUE, -1, -1));
    }

    private static TinyModel encoder(float value) {
        return TinyExport.textEncoder(TinyExport.TOKENS, TinyExport.WIDTH, value);
    }

    private void network(String id, String component, TinyModel network) {
        fault(id, NON_FINITE_OUTPUT, () -> {
            var folder = home.resolve("numbers" + ++made);
            new TinyExport(folder.resolve("models/tiny")).network(component, network);
            var bench = new ExportBench(folder);
            var manifest = bench.repository.require("tiny").manifest();
            var variant = new Variant(
                    manifest.id(),
                    manifest.version(),
                    manifest.standardPrecision().name(),
                    Device.CPU);
            var picture = new ImageWork("a b", "", new Size(64, 64), 10, 5, 1, 1, SchedulerKind.MODEL);
            bench.pipeline.run(new Plan(variant, picture, Execution.FASTEST), Workbench.run(_ -> {}));
        });
    }
}
