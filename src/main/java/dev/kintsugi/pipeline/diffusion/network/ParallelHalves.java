package dev.kintsugi.pipeline.diffusion.network;

import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.session.FasterWay;
import dev.kintsugi.runtime.session.IdleCores;
import dev.kintsugi.runtime.session.Session;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Computes the two predictions of classifier-free guidance at the same time on two processors, while one is idle. For each
 * loaded network and size of pictures it is learned whether that gives the same numbers as both in one run, and whether it is
 * faster here.
 */
public final class ParallelHalves {

    private final IdleCores idle;
    /** As long as the sessions are there. */
    private final Map<Session, Map<Size, FasterWay>> ways = Collections.synchronizedMap(new WeakHashMap<>());

    public ParallelHalves(IdleCores idle) {
        this.idle = idle;
    }

    /** How the two predictions are computed. */
    interface Halves {

        /** In the usual way. */
        void usual();

        /** Each of them in a run of its own. */
        void parts(IdleCores.IdleCore core);

        /** Computes the parts after the usual way, whose result stays: whether they give the same. */
        boolean partsGiveTheSame(IdleCores.IdleCore core);
    }

    /** Computes both predictions in one of the two ways. */
    void compute(Session session, Size size, Halves halves) {
        if (session.device().provider() != Device.Provider.CPU) {
            halves.usual();
            return;
        }
        var core = idle.take();
        if (core.isEmpty()) {
            halves.usual();
            return;
        }
        try (var held = core.get()) {
            compute(way(session, size), halves, held);
        }
    }

    private static void compute(FasterWay way, Halves halves, IdleCores.IdleCore core) {
        var next = way.next();
        var begun = System.nanoTime();
        switch (next) {
            case USUAL -> halves.usual();
            case OTHER -> halves.parts(core);
            case BOTH -> {
                halves.usual();
                way.compared(halves.partsGiveTheSame(core));
                return; // the first runs of a session say nothing about the next ones
            }
        }
        way.took(next, System.nanoTime() - begun);
    }

    FasterWay way(Session session, Size size) {
        return ways.computeIfAbsent(session, _ -> new ConcurrentHashMap<>())
                .computeIfAbsent(size, _ -> new FasterWay());
    }
}
