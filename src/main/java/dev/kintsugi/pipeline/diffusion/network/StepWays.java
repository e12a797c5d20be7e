package dev.kintsugi.pipeline.diffusion.network;

import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.runtime.session.IdleCores;
import dev.kintsugi.runtime.session.Session;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the ways to compute steps with one network: whether they give the same numbers and which one is faster here,
 * for each size of pictures. A network that is loaded anew may come from another file, so it is measured anew.
 */
public final class StepWays {

    /** So many pictures are denoised in one run at most. */
    private static final int MOST = 4;

    /** Where one run for several pictures was not faster, it is tried again once in so many times. */
    private static final int AGAIN = 20;

    /**
     * Steps of so many pictures; of one: its two predictions.
     *
     * @param mixed whether they are at different times
     */
    private record Kind(Size size, int rows, int pictures, boolean mixed) {}

    private final IdleCores idle;
    private final Map<Kind, FasterWay> ways = new HashMap<>();
    private @Nullable WeakReference<Session> session;
    private int asked;

    public StepWays(IdleCores idle) {
        this.idle = idle;
    }

    IdleCores idle() {
        return idle;
    }

    /** Of the two predictions of one picture: in one run, or in two at the same time. */
    FasterWay halves(Session now, Size size) {
        return way(now, new Kind(size, 2, 1, false));
    }

    /**
     * Of several pictures with so many rows each: in a run for each, or in one.
     *
     * @param mixed whether each is at a time of its own
     */
    FasterWay pictures(Session now, Size size, int rows, int pictures, boolean mixed) {
        return way(now, new Kind(size, rows, pictures, mixed));
    }

    /** Whether steps at different times may be computed in one run, as far as is known. */
    synchronized boolean mixes(Session now, Size size, int rows) {
        return session == null
                || session.get() != now
                || ways.entrySet().stream()
                        .filter(entry -> entry.getKey().mixed()
                                && entry.getKey().size().equals(size)
                                && entry.getKey().rows() == rows)
                        .noneMatch(entry -> entry.getValue().differs());
    }

    private synchronized FasterWay way(Session now, Kind kind) {
        if (session == null || session.get() != now) {
            session = new WeakReference<>(now);
            ways.clear();
        }
        return ways.computeIfAbsent(kind, _ -> new FasterWay());
    }

    /**
     * How many pictures are worth one run: the most that are known to be faster, or the fewest of which that is not known, so that it
     * becomes known.
     *
     * @param rows of each picture: 2 if it is guided
     */
    public synchronized int most(Size size, int rows) {
        var most = 1;
        for (int pictures = 2; pictures <= MOST; pictures++) {
            var equal = ways.get(new Kind(size, rows, pictures, false));
            var mixed = ways.get(new Kind(size, rows, pictures, true));
            if (isUnknown(equal) && isUnknown(mixed)) {
                return pictures;
            }
            if (equal != null && equal.differs()) {
                return most; // so do more
            }
            if (isFaster(equal) || isFaster(mixed)) {
                most = pictures;
            }
        }
        if (most < MOST && ++asked % AGAIN == 0) {
            forgetTimes(size, rows, most + 1);
        }
        return most;
    }

    private void forgetTimes(Size size, int rows, int pictures) {
        ways.forEach((kind, way) -> {
            if (kind.size().equals(size) && kind.rows() == rows && kind.pictures() >= pictures) {
                way.measureAgain();
            }
        });
    }

    private static boolean isUnknown(@Nullable FasterWay way) {
        return way == null || !way.isMeasured() && !way.differs();
    }

    private static boolean isFaster(@Nullable FasterWay way) {
        return way != null && way.isOtherFaster();
    }
}
