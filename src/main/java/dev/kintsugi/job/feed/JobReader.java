package dev.kintsugi.job.feed;

import dev.kintsugi.job.JobEvent;
import io.quarkus.logging.Log;
import java.time.Clock;
import java.util.concurrent.Flow;

/**
 * One who follows a job, and gets its events one after the other, as fast as it asks for them. One that lags is spared
 * what is out of date: of steps that wait only the newest, and of previews. All else waits for it, however long it takes, and
 * so does the past that it asked for. One that throws gets no more, and the others do not notice.
 */
final class JobReader implements Flow.Subscription {

    private final Flow.Subscriber<? super JobEvent> downstream;
    private final Clock clock;
    private final ReaderState state = new ReaderState();

    JobReader(Flow.Subscriber<? super JobEvent> downstream, Clock clock) {
        this.downstream = downstream;
        this.clock = clock;
    }

    /** What is to be done when it goes away before the end; at once where it has. */
    void onLeave(Runnable action) {
        if (!state.onLeave(action)) {
            action.run();
        }
    }

    /** What has just happened. */
    void emit(JobEvent event) {
        state.add(event, false, clock.instant());
        tell();
    }

    /** What happened before it came. */
    void emitPast(JobEvent event) {
        state.add(event, true, clock.instant());
        tell();
    }

    /** Nothing follows. */
    void complete() {
        state.complete();
        tell();
    }

    /** Only events that already wait can be sent. */
    void fail(RuntimeException thrown) {
        state.fail(thrown);
        tell();
    }

    @Override
    public void request(long more) {
        state.request(more);
        tell();
    }

    @Override
    public void cancel() {
        state.leave().ifPresent(Runnable::run);
    }

    /** One thread tells at a time; what others add meanwhile it tells as well. */
    private void tell() {
        while (state.begin()) {
            var next = state.next(clock.instant());
            try {
                next.ifPresentOrElse(downstream::onNext, this::end);
            } catch (RuntimeException e) {
                Log.warnf(e, "a reader could not take an event and is told no more");
                cancel();
            } finally {
                state.told();
            }
        }
    }

    private void end() {
        state.failure().ifPresentOrElse(downstream::onError, downstream::onComplete);
    }
}
