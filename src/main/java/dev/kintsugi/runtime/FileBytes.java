package dev.kintsugi.runtime;

import dev.kintsugi.model.Sha256;
import dev.kintsugi.model.Stamp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The whole content of a file in memory of our own, which nothing that happens to the file can touch: a file that is
 * mapped instead ends the process when it is cut short by another one.
 */
final class FileBytes implements AutoCloseable {

    private static final int CHUNK = 4 << 20;

    private final WeightMemory memory;
    private final long address;
    private final long size;
    private boolean closed;

    private FileBytes(WeightMemory memory, long address, long size) {
        this.memory = memory;
        this.address = address;
        this.size = size;
    }

    /** The file is another one than it was when reading it began. */
    static final class Changed extends IOException {
        Changed(Path file) {
            super(file.getFileName() + " was changed while it was read");
        }
    }

    /**
     * Reads a file and has its content judged.
     *
     * @throws Changed if it was changed meanwhile
     */
    static FileBytes read(NetworkFiles files, Path file, Stamp stamp, WeightMemory memory, LoadProgress progress)
            throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var size = channel.size();
            var bytes = new FileBytes(memory, memory.allocate(Math.max(1, size)), size);
            try {
                var sha256 = bytes.fill(channel, file, progress);
                if (!files.stamp(file).equals(stamp)) {
                    throw new Changed(file);
                }
                files.accept(file, stamp, sha256);
                return bytes;
            } catch (IOException | RuntimeException | Error e) {
                bytes.close();
                throw e;
            }
        }
    }

    private String fill(FileChannel channel, Path file, LoadProgress progress) throws IOException {
        var digest = Sha256.digest();
        for (long at = 0; at < size; ) {
            var chunk = CCalls.get().view(address + at, (int) Math.min(CHUNK, size - at));
            if (channel.read(chunk) < 0) {
                throw new Changed(file);
            }
            digest.update(chunk.flip());
            at += chunk.limit();
            progress.read(chunk.limit());
        }
        return Sha256.hex(digest);
    }

    long address() {
        return address;
    }

    long size() {
        return size;
    }

    /** All of it; no network is larger than a buffer can be (protobuf.dev/programming-guides/proto-limits). */
    ByteBuffer buffer() {
        return CCalls.get().view(address, Math.toIntExact(size));
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            memory.free(address);
        }
    }
}
