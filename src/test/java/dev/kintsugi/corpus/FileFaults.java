package dev.kintsugi.corpus;

import static dev.kintsugi.recovery.failure.FailureType.*;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;

/** Files that are missing, of the wrong kind, in the way or in use. */
final class FileFaults extends Boundary {

    private final Path folder;

    FileFaults(Path folder) throws Exception {
        super("file");
        this.folder = folder;
        Files.write(folder.resolve("f"), new byte[10]);
        Files.write(folder.resolve("latin"), new byte[] {(byte) 0xe9, (byte) 0xff, 'a'});
        Files.createDirectories(folder.resolve("d/inner"));
        Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
        Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nowhere"));
        missing();
        wrongKind();
        inUse();
        wrapped();
    }

    private void missing() {
        var gone = folder.resolve("gone");
        fault("missing, read", MODEL_LOADING_FAILED, () -> Files.readAllBytes(gone));
        fault("missing, opened as a stream", MODEL_LOADING_FAILED, () -> new FileInputStream(gone.toFile()));
        fault("missing, opened at random", MODEL_LOADING_FAILED, () -> new RandomAccessFile(gone.toFile(), "r"));
        fault("missing, mapped", MODEL_LOADING_FAILED, () -> FileChannel.open(gone));
        fault("missing, its size asked", MODEL_LOADING_FAILED, () -> Files.size(gone));
        fault("missing, moved", MODEL_LOADING_FAILED, () -> Files.move(gone, folder.resolve("x")));
        fault("missing, deleted", MODEL_LOADING_FAILED, () -> Files.delete(gone));
        fault("missing folder, listed", MODEL_LOADING_FAILED, () -> Files.list(gone));
        fault("missing folder, written into", MODEL_LOADING_FAILED, () -> Files.write(gone.resolve("f"), new byte[1]));
        fault(
                "missing folder, stream written into",
                MODEL_LOADING_FAILED,
                () -> new FileOutputStream(gone.resolve("f").toFile()));
        fault("link to nowhere", MODEL_LOADING_FAILED, () -> Files.readAllBytes(folder.resolve("dangling")));
    }

    private void wrongKind() {
        fault("folder, read", MODEL_LOADING_FAILED, () -> Files.readAllBytes(folder.resolve("d")));
        fault(
                "folder, opened as a stream",
                MODEL_LOADING_FAILED,
                () -> new FileInputStream(folder.resolve("d").toFile()));
        fault("folder, written", MODEL_LOADING_FAILED, () -> Files.write(folder.resolve("d"), new byte[1]));
        fault("file, listed", MODEL_LOADING_FAILED, () -> Files.newDirectoryStream(folder.resolve("f")));
        fault("file, used as a folder", MODEL_LOADING_FAILED, () -> Files.readAllBytes(folder.resolve("f/x")));
        fault("file, not a link", MODEL_LOADING_FAILED, () -> Files.readSymbolicLink(folder.resolve("f")));
        fault("link to itself", MODEL_LOADING_FAILED, () -> Files.readAllBytes(folder.resolve("loop")));
        fault("name too long", MODEL_LOADING_FAILED, () -> Files.readAllBytes(folder.resolve("x".repeat(300))));
        fault("bytes that are no text", MODEL_CORRUPTION_DETECTED, () -> Files.readString(folder.resolve("latin")));
        fault("lines that are no text", MODEL_CORRUPTION_DETECTED, () -> Files.readAllLines(folder.resolve("latin")));
        fault("program missing", DEPENDENCY_MISSING, () -> new ProcessBuilder("/nowhere/program").start());
        fault(
                "program that is a folder",
                DEPENDENCY_MISSING,
                () -> new ProcessBuilder(folder.resolve("d").toString()).start());
    }

    private void inUse() {
        fault("already there", CONCURRENT_ACCESS_ERROR, () -> Files.createFile(folder.resolve("f")));
        fault(
                "already there, opened new",
                CONCURRENT_ACCESS_ERROR,
                () -> Files.write(folder.resolve("f"), new byte[1], StandardOpenOption.CREATE_NEW));
        fault("folder already there", CONCURRENT_ACCESS_ERROR, () -> Files.createDirectory(folder.resolve("d")));
        fault("folder not empty, deleted", CONCURRENT_ACCESS_ERROR, () -> Files.delete(folder.resolve("d")));
        fault(
                "moved onto another",
                CONCURRENT_ACCESS_ERROR,
                () -> Files.move(folder.resolve("f"), folder.resolve("latin")));
        fault("locked by this process", CONCURRENT_ACCESS_ERROR, () -> {
            try (var first = FileChannel.open(folder.resolve("f"), StandardOpenOption.WRITE);
                    var second = FileChannel.open(folder.resolve("f"), StandardOpenOption.WRITE)) {
                first.lock();
                second.tryLock();
            }
        });
    }

    private void wrapped() {
        fault(
                "missing, in a future",
                MODEL_LOADING_FAILED,
                () -> CompletableFuture.runAsync(this::readGone).join());
        fault("missing, in a task", MODEL_LOADING_FAILED, () -> {
            var task = new FutureTask<>(() -> Files.readAllBytes(folder.resolve("gone")));
            task.run();
            task.get();
        });
        fault(
                "missing, by reflection",
                MODEL_LOADING_FAILED,
                () -> Files.class.getMethod("size", Path.class).invoke(null, folder.resolve("gone")));
    }

    private void readGone() {
        try {
            Files.readAllBytes(folder.resolve("gone"));
        } catch (java.io.IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
