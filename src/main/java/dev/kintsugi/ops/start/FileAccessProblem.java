package dev.kintsugi.ops.start;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Why a file or a folder cannot be used, in one line that says what to do. */
final class FileAccessProblem {

    private FileAccessProblem() {}

    /** Empty if it is not for that. */
    static Optional<String> of(Causes causes) {
        return causes.first(FileSystemException.class)
                .map(FileAccessProblem::of)
                .or(() -> causes.first(IOException.class)
                        .map(Throwable::getMessage)
                        .map(message -> message.contains("No space left")
                                ? "the disk of the home is full: make room, or set kintsugi.home (KINTSUGI_HOME) to"
                                        + " another folder"
                                : message));
    }

    private static String of(FileSystemException e) {
        return e.getFile() + " cannot be used (" + reason(e)
                + "): see to its owner, its permissions and the room on its disk";
    }

    /** The same in a few words. */
    static String reason(FileSystemException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "not there";
            case FileAlreadyExistsException _ -> "there is a file in the way";
            default -> e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
        };
    }
}
