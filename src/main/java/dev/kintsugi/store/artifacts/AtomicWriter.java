package dev.kintsugi.store.artifacts;

import dev.kintsugi.model.file.WriteFaultHook;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files whole or not at all: a file is written aside, forced to the disk and then moved to its place. */
final class AtomicWriter {

    private final Path aside;
    private final WriteFaultHook faultHook;
    private boolean swept;

    /** @param aside the folder of incomplete files, on the same disk; nothing else is in it */
    AtomicWriter(Path aside, WriteFaultHook faultHook) {
        this.aside = aside;
        this.faultHook = faultHook;
    }

    /** @param folder is made if there is none */
    void write(Path folder, String name, byte[] content) throws IOException {
        Files.createDirectories(folder);
        var partial = Files.createTempFile(partials(), "", ".artifact.partial");
        try {
            faultHook.pass(partial);
            force(partial, content);
            Files.move(
                    partial, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(folder);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /** What a killed process left is useless. */
    private synchronized Path partials() throws IOException {
        if (!swept) {
            Files.createDirectories(aside);
            try (var left = Files.newDirectoryStream(aside)) {
                for (var file : left) {
                    Files.delete(file);
                }
            }
            swept = true;
        }
        return aside;
    }

    private static void force(Path file, byte[] content) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            var left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
    }

    /** A name in a folder is on the disk when the folder is; Windows cannot do that, and need not. */
    private static void force(Path folder) throws IOException {
        if (File.separatorChar == '/') {
            try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
