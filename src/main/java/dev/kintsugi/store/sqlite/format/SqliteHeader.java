package dev.kintsugi.store.sqlite.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The first 100 bytes of a database file (sqlite.org/fileformat2.html, 1.3). They say how the rest is to be read, so that
 * few damaged bytes here make all jobs unreadable; but they are the same in each of our files, or can be left open.
 */
public final class SqliteHeader {

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH = 100;
    /** In bytes: SQLite's default, which none of our files differs from. */
    static final int PAGE = 4096;

    private static final int PAGE_SIZE = 16;
    private static final int FRACTIONS = 20;
    private static final byte[] FRACTIONS_AS_EVER = {0, 64, 32, 32};
    private static final int CHANGES = 24;
    private static final int PAGES = 28;
    private static final int FREE_LIST = 32;
    private static final int FORMAT = 44;
    private static final int ENCODING = 56;
    private static final int USER_VERSION = 60;
    private static final int RESERVED = 72;
    private static final int VALID_FOR = 92;

    private static final int MOST_FORMATS = 4;
    private static final int UTF_8 = 1;
    private static final int MOST_VERSIONS = 10_000;

    private SqliteHeader() {}

    /** Whether a file begins as ours do, so that SQLite reads it as it was written. One without content does not. */
    public static boolean isSound(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var head = read(channel, LENGTH);
            return head.limit() == LENGTH && isSound(head, channel.size() > PAGE);
        }
    }

    private static boolean isSound(ByteBuffer head, boolean hasTables) {
        var bytes = head.array();
        var version = head.getInt(USER_VERSION);
        return Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                && head.getShort(PAGE_SIZE) == PAGE
                && Arrays.equals(bytes, FRACTIONS, CHANGES, FRACTIONS_AS_EVER, 0, FRACTIONS_AS_EVER.length)
                && Integer.compareUnsigned(head.getInt(FORMAT), MOST_FORMATS) <= 0
                && (head.getInt(ENCODING) == UTF_8 || !hasTables)
                && (version > 0 || version == 0 && !hasTables)
                && version <= MOST_VERSIONS
                && Arrays.equals(bytes, RESERVED, VALID_FOR, new byte[VALID_FOR - RESERVED], 0, VALID_FOR - RESERVED);
    }

    /** Gives a damaged file, or one that is missing, the header of a whole one, which says nothing of its length and its free pages. */
    public static void replace(Path damaged, Path whole) throws IOException {
        replace(damaged, whole, LENGTH);
    }

    /** The same with the rest of the first page, which lists the tables: they are where they are in a new file. */
    public static void replaceWithTables(Path damaged, Path whole) throws IOException {
        replace(damaged, whole, PAGE);
    }

    private static void replace(Path damaged, Path whole, int bytes) throws IOException {
        try (var from = FileChannel.open(whole, StandardOpenOption.READ);
                var to = FileChannel.open(damaged, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            var head = read(from, bytes);
            head.putInt(PAGES, 0); // counted from the length of the file
            head.putInt(VALID_FOR, head.getInt(CHANGES) + 1);
            head.putLong(FREE_LIST, 0);
            for (long at = 0; head.hasRemaining(); ) {
                at += to.write(head, at);
            }
        }
    }

    private static ByteBuffer read(FileChannel channel, int bytes) throws IOException {
        var buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // on
        }
        return buffer.flip();
    }
}
