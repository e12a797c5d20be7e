package dev.kintsugi.runtime.session;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One piece of work for an inference thread, and what became of it. */
final class InferenceRun<T> implements Runnable {

    private final Supplier<T> work;
    private final Set<InferenceRun<?>> running;
    private final Object worker;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private volatile @Nullable InferenceThread thread;

    /** @param running the set that holds it while a thread has it */
    InferenceRun(Supplier<T> work, Set<InferenceRun<?>> running, RunHandle handle) {
        this.work = work;
        this.running = running;
        this.worker = handle.group().<Object>map(group -> group).orElse(this);
    }

    /** The same for all runs that take turns on one processor. */
    Object worker() {
        return worker;
    }

    @Override
    public void run() {
        var here = (InferenceThread) Thread.currentThread();
        here.progress();
        thread = here;
        running.add(this);
        try {
            var result = work.get();
            running.remove(this);
            done.complete(result);
        } catch (RuntimeException | Error e) {
            running.remove(this);
            done.completeExceptionally(e);
        }
    }

    CompletableFuture<T> done() {
        return done;
    }

    /** For how long its thread has not gone forward; nothing if it has not begun. */
    Optional<Duration> silence() {
        return Optional.ofNullable(thread).map(InferenceThread::silence);
    }

    /** Waits for its end, once its handle is stopped only for a while longer, and says whether it came. */
    boolean ends(RunHandle handle, Duration grace) throws InterruptedException {
        try {
            CompletableFuture.anyOf(done, handle.stopped())
                    .exceptionally(_ -> null)
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a stage that gives null cannot fail", e);
        }
        return ends(grace);
    }

    private boolean ends(Duration time) throws InterruptedException {
        try {
            done.get(time.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** What the work gave or threw; it has ended. */
    T result() {
        if (done.state() == CompletableFuture.State.SUCCESS) {
            return done.resultNow();
        }
        switch (done.exceptionNow()) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e); // a supplier throws no other
        }
    }
}
