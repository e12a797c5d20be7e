package dev.kintsugi.recovery;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/** The wish that an operation be stopped, which any thread may have at any time. It is never taken back. */
public final class Cancellation {

    private final CompletableFuture<Void> asked = new CompletableFuture<>();

    /** What only waits for the operation ends on this thread. */
    public void ask() {
        asked.complete(null);
    }

    public boolean isAsked() {
        return asked.isDone();
    }

    /** @throws CancellationException if the operation is to be stopped */
    public void throwIfAsked() {
        if (isAsked()) {
            throw stopped();
        }
    }

    /** Fails if the operation is to be stopped, else goes on. */
    Uni<Void> check() {
        return Uni.createFrom().voidItem().invoke(this::throwIfAsked);
    }

    /** Waits for it, but not longer than until the operation is to be stopped. */
    <T> Uni<T> unlessAsked(Uni<T> waiting) {
        var stop = Uni.createFrom().<T>emitter(emitter -> {
            var _ = asked.thenRun(() -> emitter.fail(stopped()));
        });
        return Uni.combine().any().of(waiting, stop);
    }

    private static CancellationException stopped() {
        return new CancellationException("the operation was cancelled");
    }
}
