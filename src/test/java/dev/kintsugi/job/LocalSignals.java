package dev.kintsugi.job;

import dev.kintsugi.job.store.JobSignals;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Two or no processes in one: what one tells, the other hears at once, unless it is lost. */
public final class LocalSignals implements JobSignals {

    private final List<Consumer<Signal>> listeners = new ArrayList<>();
    private LocalSignals other;
    public boolean lost;

    public static LocalSignals alone() {
        return new LocalSignals();
    }

    public static List<LocalSignals> two() {
        var both = List.of(new LocalSignals(), new LocalSignals());
        both.getFirst().other = both.getLast();
        both.getLast().other = both.getFirst();
        return both;
    }

    @Override
    public boolean hasOthers() {
        return other != null;
    }

    @Override
    public void tell(Signal signal) {
        if (other != null && !lost) {
            other.listeners.forEach(listener -> listener.accept(signal));
        }
    }

    @Override
    public void listen(Consumer<Signal> listener) {
        listeners.add(listener);
    }
}
