package dev.kintsugi.ops;

import dev.kintsugi.job.SupportTickets;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.pipeline.Blocking;
import dev.kintsugi.pipeline.diffusion.ModelProbe;
import dev.kintsugi.recovery.Circumstance;
import dev.kintsugi.recovery.Classification;
import dev.kintsugi.recovery.FailureContext;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.TypedException;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Opens a support ticket when no model is left that could answer, whether anybody asks for a picture or not. */
@ApplicationScoped
class NoUsableModel {

    private static final int EVERY_SECONDS = 2;

    /** What is mended meanwhile needs nobody. */
    private static final int IN_A_ROW = 2;

    private static final Duration FRESH = Duration.ofMinutes(1);

    private final ModelProbe probe;
    private final SupportTickets tickets;
    private final Classification classification;
    private final String usual;
    private final ScheduledExecutorService scheduler;
    private final Executor blocking;
    private final AtomicBoolean asking = new AtomicBoolean();
    private final AtomicInteger unable = new AtomicInteger();
    private @Nullable Future<?> schedule;

    NoUsableModel(
            ModelProbe probe,
            SupportTickets tickets,
            Classification classification,
            ModelFolders folders,
            ScheduledExecutorService scheduler,
            @Blocking Executor blocking) {
        this.probe = probe;
        this.tickets = tickets;
        this.classification = classification;
        this.usual = folders.models().image();
        this.scheduler = scheduler;
        this.blocking = blocking;
    }

    void start(@Observes StartupEvent event) {
        schedule = scheduler.scheduleWithFixedDelay(this::ask, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        if (schedule != null) {
            schedule.cancel(false);
        }
    }

    /** Never while the last time is not over: a disk may hang. */
    private void ask() {
        if (asking.compareAndSet(false, true)) {
            blocking.execute(() -> {
                try {
                    judge(probe.probe(FRESH).works());
                } catch (RuntimeException e) {
                    Log.error("whether a model can answer could not be found out", e);
                } finally {
                    asking.set(false);
                }
            });
        }
    }

    private void judge(boolean works) {
        if (works) {
            unable.set(0);
        } else if (unable.incrementAndGet() == IN_A_ROW) {
            var failure = classification
                    .classify(
                            new TypedException(
                                    FailureType.MODEL_LOADING_FAILED,
                                    "no model is left that can draw; see GET /v1/status for what is wrong with each"),
                            new FailureContext("", "model_watch", usual, "", "", Map.of()))
                    .under(Circumstance.LAST_HEALTHY_MODEL);
            tickets.raise(failure);
            Log.errorf(
                    "no model is left that can draw; ticket %s",
                    tickets.of(failure).map(ticket -> ticket.id()).orElse(""));
        }
    }
}
