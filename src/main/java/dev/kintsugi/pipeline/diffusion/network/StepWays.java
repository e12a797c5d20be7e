package dev.kintsugi.pipeline.diffusion.network;

import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.runtime.session.FasterWay;
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

    /** Steps of so many pictures; of one: its two predictions. */
    private record Kind(Size size, int rows, int pictures) {}

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
        return way(now, new Kind(size, 2, 1));
    }

    /** Of several pictures with so many rows each: in a run for each, or in one. */
    synchronized FasterWay pictures(Session now, Size size, int rows, int pictures) {
        return way(now, new Kind(size, rows, pictures));
    }

    private synchronized FasterWay way(Session now, Kind kind) {
        if (session == null || session.get() != now) {
            session = new WeakReference<>(now);
            ways.clear();
        }
        return ways.computeIfAbsent(kind, _ -> new FasterWay());
    }

    /**
     * How many pictures are worth one run: one more than is known to be faster, so that it becomes known.
     *
     * @param rows of each picture: 2 if it is guided
     */
    public synchronized int most(Size size, int rows) {
        var most = 1;
        while (most < MOST) {
            var next = ways.get(new Kind(size, rows, most + 1));
            if (next == null || !next.isMeasured() && !next.differs()) {
                return most + 1;
            }
            if (!next.isOtherFaster()) {
                if (++asked % AGAIN == 0) {
                    next.measureAgain();
                }
                return most;
            }
            most++;
        }
        return most;
    }
}
