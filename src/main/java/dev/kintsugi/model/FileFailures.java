package dev.kintsugi.model;

import dev.kintsugi.recovery.FailureClassifier;
import dev.kintsugi.recovery.FailureType;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Knows what the file system throws. */
@ApplicationScoped
public class FileFailures implements FailureClassifier {

    @Override
    public Optional<FailureType> classify(Throwable thrown) {
        return switch (thrown) {
            case NoSuchFileException _ -> Optional.of(FailureType.MODEL_LOADING_FAILED);
            case AccessDeniedException _ -> Optional.of(FailureType.SYSTEM_RESOURCE_ERROR);
            case UncheckedIOException _ -> Optional.empty(); // its cause says more
            case IOException e -> byText(String.valueOf(e.getMessage()));
            default -> Optional.empty();
        };
    }

    /** The operating system's own words (strerror), which is all that Java keeps of the error number. */
    private static Optional<FailureType> byText(String text) {
        if (text.contains("No space left on device") || text.contains("Disk quota exceeded")) {
            return Optional.of(FailureType.STORAGE_SPACE_INSUFFICIENT);
        }
        if (text.contains("Too many open files")
                || text.contains("Read-only file system")
                || text.contains("Input/output error")) {
            return Optional.of(FailureType.SYSTEM_RESOURCE_ERROR);
        }
        return Optional.empty();
    }
}
