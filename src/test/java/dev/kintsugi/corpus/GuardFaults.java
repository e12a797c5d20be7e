package dev.kintsugi.corpus;

import static dev.kintsugi.recovery.failure.FailureType.*;

import io.smallrye.faulttolerance.api.RateLimitType;
import io.smallrye.faulttolerance.core.FaultToleranceContext;
import io.smallrye.faulttolerance.core.FaultToleranceStrategy;
import io.smallrye.faulttolerance.core.Future;
import io.smallrye.faulttolerance.core.Invocation;
import io.smallrye.faulttolerance.core.bulkhead.Bulkhead;
import io.smallrye.faulttolerance.core.circuit.breaker.CircuitBreaker;
import io.smallrye.faulttolerance.core.rate.limit.RateLimit;
import io.smallrye.faulttolerance.core.stopwatch.SystemStopwatch;
import io.smallrye.faulttolerance.core.timeout.Timeout;
import io.smallrye.faulttolerance.core.timer.ThreadTimer;
import io.smallrye.faulttolerance.core.util.ExceptionDecision;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** The guards of SmallRye Fault Tolerance as they are behind its annotations, when they refuse or give up. */
final class GuardFaults extends Boundary {

    private static final long HOUR = 3_600_000;

    private final ThreadTimer timer = new ThreadTimer(own(Executors.newCachedThreadPool()));

    GuardFaults(Path folder) {
        super("guard");
        own(timer::shutdown);
        fault(
                "time used up",
                INFERENCE_TIMEOUT,
                () -> call(new Timeout<>(Invocation.invocation(), "generate", 20, timer), GuardFaults::forever));
        fault(
                "too many in a time",
                RATE_LIMIT_EXCEEDED,
                () -> twice(new RateLimit<>(
                        Invocation.invocation(),
                        "generate",
                        1,
                        HOUR,
                        0,
                        RateLimitType.FIXED,
                        SystemStopwatch.INSTANCE)));
        fault("too many at once", MODEL_OVERLOADED, () -> {
            var bulkhead = new Bulkhead<Integer>(Invocation.invocation(), "generate", 1, 0, false);
            call(bulkhead, () -> call(bulkhead, () -> 1));
        });
        fault("breaker open", MODEL_OVERLOADED, () -> {
            var breaker = new CircuitBreaker<Integer>(
                    Invocation.invocation(),
                    "generate",
                    ExceptionDecision.ALWAYS_FAILURE,
                    HOUR,
                    1,
                    1,
                    1,
                    SystemStopwatch.INSTANCE,
                    timer);
            new FaultToleranceContext<Integer>(
                            () -> breaker.apply(new FaultToleranceContext<>(
                                    () -> Future.ofError(new IllegalStateException("fails")), false)),
                            false)
                    .call();
            call(breaker, () -> 1);
        });
    }

    /** Something that a guard stands around. */
    private interface Guarded {
        Integer call() throws Throwable;
    }

    private static Integer call(FaultToleranceStrategy<Integer> guard, Guarded guarded) throws Throwable {
        return guard.apply(new FaultToleranceContext<>(() -> result(guarded), false))
                .awaitBlocking();
    }

    private static Future<Integer> result(Guarded guarded) {
        try {
            return Future.of(guarded.call());
        } catch (Throwable thrown) {
            return Future.ofError(thrown);
        }
    }

    private static void twice(FaultToleranceStrategy<Integer> guard) throws Throwable {
        call(guard, () -> 1);
        call(guard, () -> 1);
    }

    private static Integer forever() throws InterruptedException {
        new CountDownLatch(1).await();
        return 0;
    }
}
