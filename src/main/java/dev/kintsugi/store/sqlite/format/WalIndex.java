package dev.kintsugi.store.sqlite.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the index beside a write-ahead log says of it (sqlite.org/walformat.html, 2): a killed process leaves it as it was
 * after the last commit.
 *
 * @param frames how many frames of the log were committed
 * @param copied how many of them are in the database as well
 * @param salt which log that is
 */
record WalIndex(int frames, int copied, long salt) {

    private static final Path STATISTICS = Path.of("/proc/stat");
    private static final String BOOT = "btime ";
    private static final int LENGTH = 136;
    private static final int INITIALIZED = 12;
    private static final int FRAMES = 16;
    private static final int SALT = 32;
    private static final int SECOND_HEADER = 48;
    private static final int COPIED = 96;

    /** Nothing if there is no index, or it was being written, or the machine was started since: then the disk may have an old one. */
    static Optional<WalIndex> read(Path index) throws IOException {
        if (!Files.isRegularFile(index) || Files.getLastModifiedTime(index).to(TimeUnit.SECONDS) < bootTime()) {
            return Optional.empty();
        }
        try (var in = Files.newInputStream(index)) {
            var bytes = ByteBuffer.wrap(in.readNBytes(LENGTH)).order(ByteOrder.nativeOrder());
            if (bytes.limit() < LENGTH
                    || bytes.get(INITIALIZED) != 1
                    || !bytes.slice(0, SECOND_HEADER).equals(bytes.slice(SECOND_HEADER, SECOND_HEADER))) {
                return Optional.empty();
            }
            var salt = bytes.duplicate().order(ByteOrder.BIG_ENDIAN).getLong(SALT);
            return Optional.of(new WalIndex(bytes.getInt(FRAMES), bytes.getInt(COPIED), salt));
        }
    }

    /** In seconds since 1970; 0 where the system does not tell (proc(5), {@code btime}). */
    private static long bootTime() throws IOException {
        if (!Files.isReadable(STATISTICS)) {
            return 0;
        }
        return Files.readAllLines(STATISTICS).stream()
                .filter(line -> line.startsWith(BOOT))
                .mapToLong(line -> Long.parseLong(line.substring(BOOT.length()).strip()))
                .findFirst()
                .orElse(0);
    }
}
