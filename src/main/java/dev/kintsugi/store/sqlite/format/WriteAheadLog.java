package dev.kintsugi.store.sqlite.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The write-ahead log of a database (sqlite.org/fileformat2.html, 4): a header and frames, each a page with a checksum that
 * goes on from the one before. SQLite reads it up to the first frame whose checksum is wrong and takes that for its end, so
 * that a damaged log looks like a short one, and all that was committed later is lost in silence.
 */
public final class WriteAheadLog implements AutoCloseable {

    private static final int MAGIC = 0x377f0682;
    private static final int VERSION = 3007000;
    private static final int HEADER = 32;
    private static final int HEADER_SUM = 24;
    private static final int FRAME_HEADER = 24;
    private static final int FRAME = FRAME_HEADER + SqliteHeader.PAGE;
    private static final int SALT = 16;
    private static final int COMMIT = 4;
    private static final int FRAME_SALT = 8;
    private static final int SUM = 16;

    private final FileChannel file;
    private final ByteBuffer header = ByteBuffer.allocate(HEADER);
    private final ByteBuffer frame = ByteBuffer.allocate(FRAME);
    private final ByteOrder order;

    private WriteAheadLog(Path log) throws IOException {
        this.file = FileChannel.open(log, StandardOpenOption.READ);
        read(header, 0);
        this.order = header.getInt(0) == (MAGIC | 1) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    /** Whether a log has frames of which nobody knows whether they are in the database. */
    public static boolean hasFrames(Path log) {
        return log.toFile().length() > HEADER;
    }

    /** Whether all that was committed, as the index says, is in the log or in the database. True if there is no index of it. */
    public static boolean isWhole(Path log, Path index) throws IOException {
        var committed = WalIndex.read(index).filter(known -> known.frames() > known.copied());
        if (committed.isEmpty() || !Files.isRegularFile(log)) {
            return committed.isEmpty();
        }
        try (var read = new WriteAheadLog(log)) {
            return !read.has(committed.get()) || read.isWhole(committed.get().frames());
        }
    }

    /**
     * Makes a damaged log one that SQLite reads to its end: without the frames that are damaged, so that their pages are as they
     * were before. One that is not damaged, as far as is known, stays as it is.
     *
     * @param index of the log, which may be missing
     */
    public static void mend(Path log, Path index) throws IOException {
        if (!hasFrames(log) || isWhole(log, index) && isSound(log)) {
            return;
        }
        var mended = log.resolveSibling(log.getFileName() + ".mended");
        try (var read = new WriteAheadLog(log);
                var to = FileChannel.open(mended, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            read.mend(WalIndex.read(index).filter(read::has), to);
        }
        Files.move(mended, log, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean isSound(Path log) throws IOException {
        try (var read = new WriteAheadLog(log)) {
            return read.isSound();
        }
    }

    /** Whether an index is of this log, as far as is known: one that a backup or a power cut left is of another one. */
    private boolean has(WalIndex index) {
        return !isSound() || header.getLong(SALT) == index.salt();
    }

    private boolean isSound() {
        return (header.getInt(0) | 1) == (MAGIC | 1)
                && header.getInt(8) == SqliteHeader.PAGE
                && sum(header, order, 0, 0, HEADER_SUM) == header.getLong(HEADER_SUM);
    }

    /** Whether SQLite will read so many frames. */
    private boolean isWhole(int frames) throws IOException {
        var before = header.getLong(HEADER_SUM);
        for (int at = 0; at < frames; at++) {
            if (!isSound() || !read(at) || !goesOnFrom(before, header.getLong(SALT))) {
                return false;
            }
            before = frame.getLong(SUM);
        }
        return true;
    }

    /** Whether the checksum of the frame that was read goes on from the one that stands before it, be that right or not. */
    private boolean goesOnFrom(long before, long salt) {
        return frame.getLong(FRAME_SALT) == salt && frame.getLong(SUM) == frameSum(before);
    }

    private void mend(Optional<WalIndex> index, FileChannel to) throws IOException {
        var salt = index.map(WalIndex::salt).orElse(isSound() ? header.getLong(SALT) : firstSalt());
        var sum = begin(to, salt);
        var before = header.getLong(HEADER_SUM);
        long end = HEADER;
        var most = index.map(WalIndex::frames).orElse(Integer.MAX_VALUE);
        for (int at = 0; at < most && read(at); at++) {
            var stands = frame.getLong(SUM);
            if (goesOnFrom(before, salt)) {
                sum = frameSum(sum);
                frame.putLong(SUM, sum);
                to.write(frame.rewind());
                end = frame.getInt(COMMIT) != 0 ? to.position() : end;
            }
            before = stands;
        }
        to.truncate(end);
    }

    private long firstSalt() throws IOException {
        return read(0) ? frame.getLong(FRAME_SALT) : 0;
    }

    private long begin(FileChannel to, long salt) throws IOException {
        var first = ByteBuffer.allocate(HEADER)
                .putInt(order == ByteOrder.BIG_ENDIAN ? MAGIC | 1 : MAGIC)
                .putInt(VERSION)
                .putInt(SqliteHeader.PAGE)
                .putInt(0)
                .putLong(salt);
        var sum = sum(first, order, 0, 0, HEADER_SUM);
        to.write(first.putLong(sum).flip());
        return sum;
    }

    /** Whether there is such a frame. */
    private boolean read(int at) throws IOException {
        return read(frame, HEADER + (long) at * FRAME);
    }

    private boolean read(ByteBuffer into, long from) throws IOException {
        into.clear();
        for (var at = from; into.hasRemaining(); at = from + into.position()) {
            if (file.read(into, at) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Of the first eight bytes of its header and of its page. */
    private long frameSum(long before) {
        return sum(frame, order, sum(frame, order, before, 0, 8), FRAME_HEADER, SqliteHeader.PAGE);
    }

    private static long sum(ByteBuffer bytes, ByteOrder order, long before, int from, int length) {
        var words = bytes.duplicate().clear().order(order);
        int first = (int) (before >>> Integer.SIZE);
        int second = (int) before;
        for (int at = from; at < from + length; at += 8) {
            first += words.getInt(at) + second;
            second += words.getInt(at + 4) + first;
        }
        return (long) first << Integer.SIZE | Integer.toUnsignedLong(second);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
