package dev.kintsugi.store.jobs;

import dev.kintsugi.job.store.JobSignals;
import java.util.function.Consumer;

/** Nobody shares the store. */
public final class NoSignals implements JobSignals {

    @Override
    public boolean hasOthers() {
        return false;
    }

    @Override
    public void tell(Signal signal) {
        // nobody is there
    }

    @Override
    public void listen(Consumer<Signal> listener) {
        // nobody tells anything
    }
}
