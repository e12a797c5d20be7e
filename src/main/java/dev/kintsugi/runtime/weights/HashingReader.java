package dev.kintsugi.runtime.weights;

import dev.kintsugi.model.file.Sha256;
import dev.kintsugi.runtime.capi.NativeApi;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;

/** Reads an open file in order; all bytes on the way are hashed and counted as progress. */
final class HashingReader {

    private static final int CHUNK = 4 << 20;

    private final FileChannel channel;
    private final Path file;
    private final LoadProgress progress;
    private final MessageDigest digest = Sha256.digest();

    HashingReader(FileChannel channel, Path file, LoadProgress progress) {
        this.channel = channel;
        this.file = file;
        this.progress = progress;
    }

    /**
     * Reads the next bytes into native memory.
     *
     * @throws FileBytes.Changed if the file ends before
     */
    void readInto(long address, long bytes) throws IOException {
        for (long at = 0; at < bytes; ) {
            at += read(NativeApi.get().view(address + at, (int) Math.min(CHUNK, bytes - at)));
        }
    }

    /**
     * Reads the next bytes and keeps none of them.
     *
     * @throws FileBytes.Changed if the file ends before
     */
    void skip(long bytes) throws IOException {
        var chunk = ByteBuffer.allocateDirect((int) Math.min(CHUNK, bytes));
        for (long left = bytes; left > 0; ) {
            left -= read(chunk.clear().limit((int) Math.min(chunk.capacity(), left)));
        }
    }

    private int read(ByteBuffer into) throws IOException {
        if (channel.read(into) < 0) {
            throw new FileBytes.Changed(file);
        }
        var bytes = into.position();
        digest.update(into.flip());
        progress.read(bytes);
        return bytes;
    }

    /** Of all that was read; to be called once, at the end. In lower-case hexadecimal. */
    String sha256() {
        return Sha256.hex(digest);
    }
}
