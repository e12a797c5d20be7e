package dev.kintsugi.pipeline.diffusion.network;

import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.session.IdleCores.IdleCore;
import dev.kintsugi.runtime.session.Session;

/** Computes the two predictions of classifier-free guidance at the same time on two processors, while one is idle and if it pays. */
interface ParallelHalves {

    /** Computes both in the usual way. */
    void usual();

    /** Computes each in a run of its own. */
    void parts(IdleCore core);

    /** Computes the parts after the usual way, whose result stays: whether they give the same. */
    boolean partsGiveTheSame(IdleCore core);

    /** Computes both in one of the two ways. */
    default void compute(Session session, Size size, StepWays ways) {
        if (session.device().provider() != Device.Provider.CPU) {
            usual();
            return;
        }
        try (var core = ways.idle().take().orElse(null)) {
            if (core == null) {
                usual();
            } else {
                compute(ways.halves(session, size), core);
            }
        }
    }

    private void compute(FasterWay way, IdleCore core) {
        var next = way.next();
        var begun = System.nanoTime();
        switch (next) {
            case USUAL -> usual();
            case OTHER -> parts(core);
            case BOTH -> {
                usual();
                way.compared(partsGiveTheSame(core));
                return; // the first runs of a session say nothing about the next ones
            }
        }
        way.took(next, System.nanoTime() - begun);
    }
}
