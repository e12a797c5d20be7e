package dev.kintsugi.api.stream;

import dev.kintsugi.api.Correlation;
import dev.kintsugi.api.RefusedCalls;
import dev.kintsugi.api.error.CallLog;
import dev.kintsugi.api.error.Failures;
import dev.kintsugi.job.drain.DrainState;
import dev.kintsugi.job.drain.RestartRefusal;
import dev.kintsugi.report.problem.Problem;
import dev.kintsugi.report.problem.Problems;
import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Makes complete streams of server-sent events: a sign of life while there is nothing to tell, and last words however it
 * ends. A stream that only breaks off says nothing; a browser would ask again for ever.
 */
@ApplicationScoped
public class EventFrames {

    /** When a client should connect again that lost the connection; browsers do that by themselves. */
    public static final String RETRY = "retry: " + RestartRefusal.COME_BACK.toMillis() + "\n";

    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final String ALIVE = ": still there\n\n";

    /** Nothing on the wire: says that no more comes. */
    private static final String END = "";

    private final Failures failures;
    private final Problems problems;
    private final RefusedCalls calls;
    private final DrainState drainState;

    EventFrames(Failures failures, Problems problems, RefusedCalls calls, DrainState drainState) {
        this.failures = failures;
        this.problems = problems;
        this.calls = calls;
        this.drainState = drainState;
    }

    /**
     * The whole body of an answer.
     *
     * @param first the frame that goes out at once, and the head of the answer with it
     * @param frames each with the empty line that ends it
     * @param failed writes the last frame of a stream that fails, or that the end of the service cuts short
     */
    public EventStream stream(
            RoutingContext call, String first, Multi<String> frames, Function<Problem, String> failed) {
        var over = new AtomicBoolean();
        var ending = frames.onFailure()
                .recoverWithItem(thrown -> lastWords(call, thrown, failed))
                .onTermination()
                .invoke(() -> over.set(true))
                .onCompletion()
                .continueWith(END);
        var alive = Multi.createFrom()
                .ticks()
                .startingAfter(SILENCE)
                .every(SILENCE)
                .onOverflow()
                .drop()
                .select()
                .first(_ -> !over.get())
                .map(_ -> ALIVE);
        var body = Multi.createBy()
                .merging()
                .withRequests(1) // what waits here cannot be out of date
                .streams(ending, alive, drainState.<String>over().toMulti())
                .select()
                .first(frame -> !frame.equals(END))
                .onFailure()
                .recoverWithItem(thrown -> lastWords(call, thrown, failed));
        return new EventStream(
                Multi.createBy().concatenating().streams(Multi.createFrom().item(first), body));
    }

    private String lastWords(RoutingContext call, Throwable thrown, Function<Problem, String> failed) {
        var refusal = failures.understand(thrown, Correlation.of(call));
        CallLog.failed(call, refusal, thrown);
        calls.count(refusal.failure(), call);
        return RETRY + failed.apply(problems.of(refusal.failure(), call.normalizedPath(), refusal.status()));
    }
}
