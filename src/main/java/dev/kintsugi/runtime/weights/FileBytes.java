package dev.kintsugi.runtime.weights;

import dev.kintsugi.model.file.FileFingerprint;
import dev.kintsugi.runtime.arena.WeightMemory;
import dev.kintsugi.runtime.capi.NativeApi;
import dev.kintsugi.runtime.device.NativeHeap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What is needed of a file in memory of our own, which nothing that happens to the file can touch: a file that is
 * mapped instead ends the process when it is cut short by another one.
 */
final class FileBytes implements AutoCloseable {

    /** So many bytes more than are needed may lie behind them and be read, to judge the whole file; more are not read. */
    private static final long FURTHER = 1L << 30;

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
     * @param needed how many bytes of it are kept, from its beginning; more than it has is as many as it has
     * @throws Changed if it was changed meanwhile
     */
    static FileBytes read(
            NetworkFiles files,
            Path file,
            FileFingerprint fingerprint,
            long needed,
            WeightMemory memory,
            LoadProgress progress)
            throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var kept = Math.min(needed, channel.size());
            var bytes = new FileBytes(memory, memory.allocate(Math.max(1, kept)), kept);
            try {
                var end = toRead(channel.size(), needed);
                progress.expect(end);
                var reader = new HashingReader(channel, file, progress);
                reader.readInto(bytes.address, kept);
                reader.skip(end - kept);
                if (!files.fingerprint(file).equals(fingerprint)) {
                    throw new Changed(file);
                }
                files.accept(file, fingerprint, reader.sha256());
                return bytes;
            } catch (IOException | RuntimeException | Error e) {
                bytes.close();
                throw e;
            }
        }
    }

    /** Memory that is only counted. */
    static FileBytes reserve(long bytes, WeightMemory memory) {
        var reserved = new FileBytes(memory, memory.allocate(bytes), bytes);
        reserved.discard();
        return reserved;
    }

    private static long toRead(long size, long needed) {
        return size - Math.min(needed, size) > Math.max(FURTHER, needed) ? needed : size;
    }

    long address() {
        return address;
    }

    long size() {
        return size;
    }

    /** All that is kept; no network is larger than a buffer can be. */
    ByteBuffer buffer() {
        return NativeApi.get().view(address, Math.toIntExact(size));
    }

    /** What is in it is not needed any more; it stays allocated. */
    void discard() {
        NativeHeap.discard(address, size);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            memory.free(address);
        }
    }
}
