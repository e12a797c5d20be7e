package dev.kintsugi.api.openai;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.file.BoundedCalls;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** When models were installed or changed last. A disk that hangs holds up no caller for long. */
@Singleton
class ModelTimes {

    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int THREADS = 4;

    private final BoundedCalls<Path, Long> reads = new BoundedCalls<>("model-times", THREADS);

    /** When the newest of its files was written, in seconds since 1970; 0 if that cannot be read. */
    long created(Model model) {
        return reads.call(model.folder().resolve(model.id().value()), () -> newest(model), PATIENCE)
                .orElse(0L);
    }

    private static long newest(Model model) {
        return model.manifest().files().stream()
                .mapToLong(file -> written(model.path(file.path())))
                .max()
                .orElseGet(() -> written(model.folder()));
    }

    private static long written(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant().getEpochSecond();
        } catch (IOException e) {
            return 0;
        }
    }
}
