package dev.kintsugi.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.model.file.FileFingerprint;
import dev.kintsugi.pipeline.diffusion.Workbench;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Tiny networks in sessions, with threads to run them on. Nothing may be left open at the end. */
abstract class RunningSessions {

    static final FileFingerprint STAMP = new FileFingerprint(1, 1, null);

    @TempDir
    Path folder;

    final Sessions sessions = new Sessions(Workbench.settings());
    final ExecutorService threads = Executors.newFixedThreadPool(9);

    Session session(long times) throws IOException {
        var file = TinyModel.loop(times).writeTo(folder.resolve("loop.onnx"));
        try (var lease = sessions.lease(PlainFiles.of(file, STAMP), Device.CPU, null)) {
            return lease.session();
        }
    }

    static float run(Session session, RunHandle handle, float value) {
        try (handle;
                var scope = new TensorScope()) {
            var spec = session.inputs().get("x");
            var shape = spec.shape().stream().mapToLong(Long::longValue).toArray();
            var x = scope.allocate(spec.type(), shape);
            x.write(0, value);
            return session.compute(Map.of("x", x), "y", handle)[0];
        }
    }

    static void awaitBusy(TensorScope scope) {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (scope.guard().isIdle() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(scope.guard().isIdle()).isFalse();
    }

    @AfterEach
    void nothingIsLeft() {
        threads.close();
        sessions.closeAll();
        assertThat(TensorScope.openTensors()).isZero();
    }
}
