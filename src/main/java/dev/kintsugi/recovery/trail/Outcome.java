package dev.kintsugi.recovery.trail;

import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.Decision.Reason;
import dev.kintsugi.recovery.failure.Failure;
import java.util.List;
import java.util.function.Function;

/** How an operation ended. Degraded is not plain success: it is an outcome of its own from here to the wire. */
public sealed interface Outcome<T> {

    /** What was done about failures on the way, in order; empty if there were none. */
    List<TrailStep> trail();

    /** The same outcome with another form of its value. */
    default <R> Outcome<R> map(Function<? super T, ? extends R> form) {
        return switch (this) {
            case Completed<T> completed -> new Completed<>(form.apply(completed.value()));
            case Recovered<T> recovered -> new Recovered<>(form.apply(recovered.value()), recovered.trail());
            case Degraded<T> degraded ->
                new Degraded<>(form.apply(degraded.value()), degraded.trail(), degraded.changes());
            case Failed<T> failed -> new Failed<>(failed.failure(), failed.reason(), failed.trail());
        };
    }

    /** It worked the first time. */
    record Completed<T>(T value) implements Outcome<T> {
        @Override
        public List<TrailStep> trail() {
            return List.of();
        }
    }

    /** It failed, was recovered, and the answer is exactly what was asked for. */
    record Recovered<T>(T value, List<TrailStep> trail) implements Outcome<T> {}

    /** It failed, was recovered, and the answer is less than what was asked for. */
    record Degraded<T>(T value, List<TrailStep> trail, List<Change> changes) implements Outcome<T> {}

    /** It failed for good. */
    record Failed<T>(Failure failure, Reason reason, List<TrailStep> trail) implements Outcome<T> {}
}
