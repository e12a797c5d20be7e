package dev.kintsugi.store.jobs;

import dev.kintsugi.job.store.JobSignals;
import java.util.function.Consumer;

/** For a store that is not shared. */
public final class NoSignals implements JobSignals {

    @Override
    public boolean hasOthers() {
        return false;
    }

    @Override
    public void tell(Signal signal) {
        // there is no other instance
    }

    @Override
    public void listen(Consumer<Signal> listener) {
        // no signals come
    }
}
