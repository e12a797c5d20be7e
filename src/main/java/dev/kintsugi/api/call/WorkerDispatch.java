package dev.kintsugi.api.call;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.function.Supplier;

/**
 * Goes on with a request on a worker thread, once its body is there. An operation that was blocking itself would take a
 * worker thread with the head of the request, and keep it until the last byte of the body comes.
 */
public final class WorkerDispatch {

    private WorkerDispatch() {}

    /** The answer of work that may block. */
    public static <T> Uni<T> answer(Supplier<Uni<? extends T>> work) {
        return Uni.createFrom().deferred(work).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }
}
