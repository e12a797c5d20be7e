package dev.kintsugi.store.sqlite.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The write-ahead log of a database (sqlite.org/fileformat2.html, 4): a header and frames, each a page with a checksum that
 * goes on from the one before. SQLite reads it up to the first frame whose checksum is wrong and takes that for its end, so
 * that a damaged log looks like a short one, and all that was committed later is lost in silence.
 */
public final class WriteAheadLog {

    private static final int MAGIC = 0x377f0682;
    private static final int VERSION = 3007000;
    private static final int HEADER = 32;
    private static final int FRAME_HEADER = 24;
    private static final int FRAME = FRAME_HEADER + SqliteHeader.PAGE;
    private static final int SALT = 16;
    private static final int COMMIT = 4;
    private static final int FRAME_SALT = 8;
    private static final int SUM = 16;

    private final ByteBuffer bytes;
    private final ByteOrder order;
    private final long salt;

    private WriteAheadLog(ByteBuffer bytes, long salt) {
        this.bytes = bytes;
        this.order = bytes.getInt(0) == (MAGIC | 1) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        this.salt = salt;
    }

    /** Whether a log has frames of which nobody knows whether they are in the database. */
    public static boolean hasFrames(Path log) {
        return log.toFile().length() > HEADER;
    }

    /** Whether all that was committed, as the index says, is in the log or in the database. True if there is no index. */
    public static boolean isWhole(Path log, Path index) throws IOException {
        var committed = WalIndex.read(index);
        if (committed.isEmpty() || committed.get().frames() <= committed.get().copied()) {
            return true;
        }
        var bytes = read(log);
        return bytes.limit() >= HEADER
                && bytes.getLong(SALT) == committed.get().salt()
                && new WriteAheadLog(bytes, committed.get().salt()).wholeFrames()
                        >= committed.get().frames();
    }

    /**
     * Makes a damaged log one that SQLite reads to its end: without the frames that are damaged, so that their pages are as they
     * were before.
     *
     * @param index of the log, which may be missing
     * @return whether something was damaged
     */
    public static boolean mend(Path log, Path index) throws IOException {
        var bytes = read(log);
        if (bytes.limit() < HEADER + FRAME) {
            return false;
        }
        var committed = WalIndex.read(index);
        var salt = committed
                .map(WalIndex::salt)
                .orElseGet(() -> isSound(bytes) ? bytes.getLong(SALT) : bytes.getLong(HEADER + FRAME_SALT));
        var damaged = new WriteAheadLog(bytes, salt);
        var most = committed.map(WalIndex::frames).orElse(Integer.MAX_VALUE);
        if (isSound(bytes) && damaged.wholeFrames() >= Math.min(most, damaged.frames())) {
            return false;
        }
        Files.write(log, damaged.mended(most));
        return true;
    }

    private static ByteBuffer read(Path log) throws IOException {
        return ByteBuffer.wrap(Files.exists(log) ? Files.readAllBytes(log) : new byte[0]);
    }

    /** How many frames there is room for. */
    private int frames() {
        return (bytes.limit() - HEADER) / FRAME;
    }

    private static boolean isSound(ByteBuffer bytes) {
        var order = bytes.getInt(0) == (MAGIC | 1) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return (bytes.getInt(0) | 1) == (MAGIC | 1)
                && bytes.getInt(8) == SqliteHeader.PAGE
                && sum(bytes, order, 0, 0, HEADER - 8) == bytes.getLong(HEADER - 8);
    }

    /** How many frames SQLite will read. */
    private int wholeFrames() {
        if (!isSound(bytes)) {
            return 0;
        }
        int whole = 0;
        while (whole < frames() && isWhole(whole)) {
            whole++;
        }
        return whole;
    }

    /** Whether the checksum of a frame goes on from the one that stands before it, be that right or not. */
    private boolean isWhole(int frame) {
        var at = HEADER + frame * FRAME;
        var before = bytes.getLong(frame == 0 ? HEADER - 8 : at - FRAME + SUM);
        return bytes.getLong(at + FRAME_SALT) == salt && bytes.getLong(at + SUM) == sum(bytes, order, at, before);
    }

    private byte[] mended(int most) {
        var out = ByteBuffer.allocate(bytes.limit());
        out.putInt(order == ByteOrder.BIG_ENDIAN ? MAGIC | 1 : MAGIC)
                .putInt(VERSION)
                .putInt(SqliteHeader.PAGE)
                .putInt(0)
                .putLong(salt);
        var sum = sum(out, order, 0, 0, HEADER - 8);
        out.putLong(sum);
        int end = out.position();
        for (int frame = 0; frame < Math.min(most, frames()); frame++) {
            if (isWhole(frame)) {
                var at = out.position();
                out.put(bytes.slice(HEADER + frame * FRAME, FRAME));
                sum = sum(out, order, at, sum);
                out.putLong(at + SUM, sum);
                end = out.getInt(at + COMMIT) != 0 ? out.position() : end;
            }
        }
        var mended = new byte[end];
        out.get(0, mended);
        return mended;
    }

    /** Of a frame: of the first eight bytes of its header and its page. */
    private static long sum(ByteBuffer bytes, ByteOrder order, int at, long before) {
        return sum(bytes, order, sum(bytes, order, before, at, 8), at + FRAME_HEADER, SqliteHeader.PAGE);
    }

    private static long sum(ByteBuffer bytes, ByteOrder order, long before, int from, int length) {
        var words = bytes.duplicate().order(order);
        int first = (int) (before >>> Integer.SIZE);
        int second = (int) before;
        for (int at = from; at < from + length; at += 8) {
            first += words.getInt(at) + second;
            second += words.getInt(at + 4) + first;
        }
        return (long) first << Integer.SIZE | Integer.toUnsignedLong(second);
    }
}
