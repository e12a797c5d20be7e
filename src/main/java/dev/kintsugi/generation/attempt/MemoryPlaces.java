package dev.kintsugi.generation.attempt;

import dev.kintsugi.pipeline.forecast.ExclusiveMemory;
import dev.kintsugi.pipeline.forecast.MemoryAdmission;
import dev.kintsugi.pipeline.forecast.MemoryRelief;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;

/** Lets attempts have memory: in turns after one has run out of it, and only as many at a time as are predicted to fit. */
@ApplicationScoped
class MemoryPlaces {

    private final ExclusiveMemory exclusive;
    private final MemoryAdmission admission;
    private final MemoryRelief relief;
    private final AttemptTime times;

    MemoryPlaces(ExclusiveMemory exclusive, MemoryAdmission admission, MemoryRelief relief, AttemptTime times) {
        this.exclusive = exclusive;
        this.admission = admission;
        this.relief = relief;
        this.times = times;
    }

    /**
     * Runs an attempt as soon as there is memory for it, or when it has waited too long; alone if its generation has run out
     * of memory before.
     *
     * @param waiting called several times a second meanwhile; what it throws ends the wait
     * @throws dev.kintsugi.recovery.failure.TypedException vram_exhaustion if nothing can run, see {@link MemoryRelief}
     */
    <T> T with(AttemptCall call, Runnable waiting, Supplier<T> attempt) {
        try (var _ = exclusive.take(call.generation().ranOutOfMemory(), times.patience(call), waiting);
                var _ = admission.admit(call.plan(), times.patience(call), waiting)) {
            relief.admit(waiting);
            return attempt.get();
        }
    }
}
