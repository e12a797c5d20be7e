package dev.kintsugi.runtime.session;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** Processors that no run uses at the moment: a run may compute a part of its work there. */
public final class IdleCores implements AutoCloseable {

    private final IntSupplier free;
    private final AtomicInteger taken = new AtomicInteger();
    private final ExecutorService helpers = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("inference-part-", 1).daemon().factory());

    /** @param free how many more runs could be computed at the same time; 0 or less while work waits */
    IdleCores(IntSupplier free) {
        this.free = free;
    }

    /** One of them, if there is one. */
    public Optional<IdleCore> take() {
        var before = taken.get();
        return before < free.getAsInt() && taken.compareAndSet(before, before + 1)
                ? Optional.of(new IdleCore())
                : Optional.empty();
    }

    /** One of them, until it is closed. */
    public final class IdleCore implements AutoCloseable {

        private final AtomicBoolean closed = new AtomicBoolean();

        private IdleCore() {}

        /**
         * Does two pieces of work at the same time, the second one on this thread, and returns when both have ended, as a
         * run does: stopping their handle ends both.
         *
         * @throws RuntimeException what one of them throws
         */
        public void run(Runnable there, Runnable here) {
            var part = CompletableFuture.runAsync(there, helpers);
            try {
                here.run();
            } catch (RuntimeException | Error e) {
                part.exceptionally(_ -> null).join();
                throw e;
            }
            try {
                part.join();
            } catch (CompletionException e) {
                switch (e.getCause()) {
                    case RuntimeException cause -> throw cause;
                    case Error cause -> throw cause;
                    case null, default -> throw e;
                }
            }
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                taken.decrementAndGet();
            }
        }
    }

    /** No more work is done. */
    @Override
    public void close() {
        helpers.shutdown();
    }
}
