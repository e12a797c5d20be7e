package dev.kintsugi.ops.start;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.job.support.SupportTickets;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.pipeline.diffusion.ModelProbe;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.failure.Circumstance;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.report.analytics.FailureLog;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Opens a support ticket when no model is left that could answer, even without a request. */
@ApplicationScoped
class NoUsableModel {

    private static final Duration EVERY = Duration.ofSeconds(2);

    /** No ticket if it was repaired meanwhile. */
    private static final int IN_A_ROW = 2;

    private static final Duration FRESH = Duration.ofMinutes(1);

    private final ModelProbe probe;
    private final SupportTickets tickets;
    private final Classification classification;
    private final FailureLog failures;
    private final String usual;
    private final BackgroundTasks background;
    private final AtomicInteger unable = new AtomicInteger();

    NoUsableModel(
            ModelProbe probe,
            SupportTickets tickets,
            Classification classification,
            FailureLog failures,
            ModelFolders folders,
            BackgroundTasks background) {
        this.probe = probe;
        this.tickets = tickets;
        this.classification = classification;
        this.failures = failures;
        this.usual = folders.models().image();
        this.background = background;
    }

    void start(@Observes StartupEvent event) {
        background.every(
                EVERY, "usable model check", () -> judge(probe.probe(FRESH).works()));
    }

    private void judge(boolean works) {
        if (works) {
            unable.set(0);
        } else if (unable.incrementAndGet() == IN_A_ROW) {
            var failure = classification
                    .classify(
                            new TypedException(
                                    FailureType.MODEL_LOADING_FAILED,
                                    "no model is left that can be used; see GET /v1/status for what is wrong with each"),
                            new FailureContext("", "model_watch", usual, "", "", Map.of()))
                    .under(Circumstance.LAST_HEALTHY_MODEL);
            tickets.raise(failure);
            failures.noticed(failure);
            Log.errorf(
                    "no model is left that can be used; ticket %s",
                    tickets.of(failure).map(ticket -> ticket.id()).orElse(""));
        }
    }
}
