package dev.kintsugi.model.file;

import static dev.kintsugi.recovery.failure.FailureType.*;

import dev.kintsugi.recovery.classification.FailureClassifier;
import dev.kintsugi.recovery.classification.TextRule;
import dev.kintsugi.recovery.failure.FailureType;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.net.SocketException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.ZipException;

/**
 * Knows what the file system throws. The files that this service reads are those of models, so one that is missing or of
 * the wrong kind keeps a model from loading, and one that ends too soon is a damaged model.
 */
@ApplicationScoped
@Priority(FailureClassifier.BUILT_IN)
class FileFailures implements FailureClassifier {

    private static final List<TextRule> PATHS = List.of(new TextRule(
            MODEL_LOADING_FAILED,
            "No such file or directory",
            "Is a directory",
            "Not a directory",
            "File name too long",
            "Too many levels of symbolic links"));

    private static final List<TextRule> CONTENT = List.of(new TextRule(
            MODEL_CORRUPTION_DETECTED, "Unexpected end of ZLIB input stream", "Corrupt GZIP", "Not in GZIP format"));

    /** A program that is there, on a machine that has no room for another process (errno 11, 12 and 24). */
    private static final List<TextRule> NO_ROOM =
            List.of(new TextRule(SYSTEM_RESOURCE_ERROR, "error=11,", "error=12,", "error=24,"));

    private static final List<TextRule> PROGRAMS =
            List.of(new TextRule(DEPENDENCY_MISSING, "Cannot run program", "Exec failed"));

    @Override
    public Optional<FailureType> classify(Throwable thrown) {
        return switch (thrown) {
            case NoSuchFileException _, NotDirectoryException _, NotLinkException _, FileSystemLoopException _ ->
                Optional.of(MODEL_LOADING_FAILED);
            case FileAlreadyExistsException _, DirectoryNotEmptyException _, OverlappingFileLockException _ ->
                Optional.of(CONCURRENT_ACCESS_ERROR);
            // The caller is not to blame for a folder that the service may not use.
            case AccessDeniedException _, AtomicMoveNotSupportedException _ -> Optional.of(SYSTEM_RESOURCE_ERROR);
            case ZipException _, CharacterCodingException _, UTFDataFormatException _, DataFormatException _ ->
                Optional.of(MODEL_CORRUPTION_DETECTED);
            case FileSystemException e -> OsErrors.type(e).or(() -> TextRule.first(PATHS, text(e)));
            case FileNotFoundException e when text(e).startsWith("http") -> Optional.empty(); // a URL, not a file
            case FileNotFoundException e -> OsErrors.type(e).or(() -> Optional.of(MODEL_LOADING_FAILED));
            // A lost connection is reported as a network failure.
            case EOFException e when e.getMessage() == null -> Optional.of(MODEL_CORRUPTION_DETECTED);
            case SocketException _ -> Optional.empty();
            case IOException e ->
                TextRule.first(NO_ROOM, text(e))
                        .or(() -> TextRule.first(PROGRAMS, text(e)))
                        .or(() -> OsErrors.type(e))
                        .or(() -> TextRule.first(CONTENT, text(e)))
                        .or(() -> TextRule.first(PATHS, text(e)));
            default -> Optional.empty();
        };
    }

    private static String text(IOException thrown) {
        return String.valueOf(thrown.getMessage());
    }
}
