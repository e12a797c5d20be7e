package dev.kintsugi.report.problem;

import dev.kintsugi.generation.preflight.KilledGenerations;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.queue.QueueStatus;
import dev.kintsugi.job.support.SupportTicket;
import dev.kintsugi.job.support.SupportTickets;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.decision.Decision;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.TrailStep;
import dev.kintsugi.report.TrailView;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes problem documents: the only place where a failure becomes something for the wire. */
@ApplicationScoped
@RegisterForReflection(targets = FieldError.class) // the kernel knows nothing of Quarkus
public class Problems {

    /** For calls that HTTP itself refuses: nothing about the models would help. */
    private static final List<String> LOOK_UP =
            List.of("Look up paths, methods, media types and bodies in GET /q/openapi or /q/swagger-ui.");

    /** The page about each kind of failure, relative to the server (RFC 9457, 3.1.1). */
    private static final String TYPES = "/failures/";

    /** For requests that ended the process each time. */
    private static final List<String> ENDS_THE_SERVICE = List.of(
            "Ask for something else or smaller; the same request is refused for a day.",
            "Choose another model with GET /v1/models.",
            "If you run the server, look up in the log of the system why the process ended, such as for want of memory.",
            "Once that is put right, resume the job.",
            "To let all such requests begin again, forget what was learned with POST /admin/recovery/reset.");

    /** For requests whose network is refused for some time, since others for it ended the process. */
    private static final List<String> NETWORK_ENDS_THE_SERVICE = List.of(
            "Send it again after that time, or choose another model with GET /v1/models.",
            "If you run the server, look up in its log and in that of the system why the process ended.",
            "Once that is put right, forget what was learned with POST /admin/recovery/reset.");

    /** For models with damaged files that nothing can fetch. */
    private static final List<String> BEYOND_REPAIR = List.of(
            "Choose another model with GET /v1/models.",
            "If you run the server, replace the damaged files of the model with a fresh copy: nothing can fetch them."
                    + " GET /v1/status names them in the findings of the model.",
            "Once that is done, resume the job or send the request again.");

    /** The same, if files were written a moment ago. */
    private static final List<String> MAY_BE_COPIED =
            List.of("If files of the model are being copied, send the request again when that is done.");

    private static final int UNAVAILABLE = 503;
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration DISK = Duration.ofMinutes(1);
    private static final Set<Integer> LATER = Set.of(429, 503, 507);

    private final ModelAdvice models;
    private final QueueStatus queue;
    private final FailureCatalog catalog;
    private final ModelRest rest;
    private final SupportTickets tickets;
    private final ServiceState state;

    Problems(
            ModelAdvice models,
            QueueStatus queue,
            FailureCatalog catalog,
            ModelRest rest,
            SupportTickets tickets,
            ServiceState state) {
        this.models = models;
        this.queue = queue;
        this.catalog = catalog;
        this.rest = rest;
        this.tickets = tickets;
        this.state = state;
    }

    /** The document of a job that could not be repaired. */
    public Problem of(JobId job, Outcome.Failed<?> outcome, String instance) {
        var resume = JobState.canBeResumed(outcome) ? "/v1/jobs/" + job + "/resume" : null;
        var failure = outcome.failure();
        var problem = of(failure, outcome.trail(), instance, status(failure), resume);
        var advice = RecoveryAdvice.of(failure.context(), outcome.reason() == Decision.Reason.POLICY);
        return problem.suggesting(advice.applyTo(problem.suggestions()));
    }

    /** The document of a failure without recovery. */
    public Problem of(Failure failure, String instance) {
        return of(failure, List.of(), instance, status(failure), null);
    }

    /** The document of a call that was refused with a status of HTTP's own, such as 405. */
    public Problem of(Failure failure, String instance, int status) {
        return of(failure, List.of(), instance, status, null);
    }

    private Problem of(Failure failure, List<TrailStep> trail, String instance, int status, @Nullable String resume) {
        var type = failure.type();
        var profile = catalog.profile(type);
        var guidance = profile.guidance();
        var person = needsPerson(failure);
        var details = ProblemDetails.of(failure, trail);
        var retryable = !person && !CancelledJob.isFinal(failure) && (profile.retryable() || passes(failure, status));
        return new Problem(
                TYPES + type.code(),
                guidance.title(),
                status,
                failure.message(),
                instance,
                type.code(),
                type.category().code(),
                failure.severity().code(),
                retryable,
                failure.context().correlationId(),
                failure.at().toString(),
                status == status(failure) ? suggestions(failure) : LOOK_UP,
                failure.fields(),
                TrailView.of(trail),
                models.alternatives(failure),
                resume != null || !retryable, // a job that can be resumed waits until a person does so
                tickets.of(failure).map(SupportTicket::id).orElse(null),
                resume,
                guidance.seconds() > 0 && !person && !CancelledJob.is(failure) && !models.mayBeBeingCopied(failure)
                        ? rest.seconds(failure, guidance.seconds())
                        : null,
                details.isEmpty() ? null : details,
                state.of(failure).orElse(null),
                state.technical(failure).orElse(null));
    }

    private List<String> suggestions(Failure failure) {
        var cancelled = CancelledJob.suggestions(failure);
        if (cancelled.isPresent()) {
            return cancelled.get();
        }
        if (isOfRefusedNetwork(failure)) {
            return NETWORK_ENDS_THE_SERVICE;
        }
        if (models.isBeyondRepair(failure)) {
            return BEYOND_REPAIR;
        }
        if (models.mayBeBeingCopied(failure)) {
            return Stream.concat(MAY_BE_COPIED.stream(), BEYOND_REPAIR.stream()).toList();
        }
        return failure.type() == FailureType.GENERATION_PIPELINE_ERROR && KilledGenerations.isEndOfProcess(failure)
                ? ENDS_THE_SERVICE
                : catalog.profile(failure.type())
                        .guidance()
                        .suggestionsFor(failure.context().parameters().getOrDefault(WorkKind.PARAMETER, ""));
    }

    /** The status that reports a failure. */
    public int status(Failure failure) {
        return status(failure, catalog);
    }

    /** The same by what a catalog says of its type. */
    public static int status(Failure failure, FailureCatalog catalog) {
        return isOfRefusedNetwork(failure)
                ? UNAVAILABLE
                : catalog.profile(failure.type()).status();
    }

    /**
     * When the caller should come back, if that helps: not after a failure that stays until a person acts or the request is
     * another one, such as a model that does not fit. A full disk may have room again, so it counts as one that passes.
     *
     * @param kind of work that was asked for
     */
    Optional<Duration> retryAfter(Failure failure, int status, WorkKind kind) {
        if (!passes(failure, status)) {
            return Optional.empty();
        }
        return Optional.of(
                isFullDisk(failure, status)
                        ? DISK
                        : queue.estimatedWait(kind)
                                .filter(wait -> wait.compareTo(SOON) > 0)
                                .orElse(SOON));
    }

    private boolean passes(Failure failure, int status) {
        return isFullDisk(failure, status)
                || isOfRefusedNetwork(failure)
                || LATER.contains(status) && catalog.profile(failure.type()).retryable() && !needsPerson(failure);
    }

    private static boolean isFullDisk(Failure failure, int status) {
        return failure.type() == FailureType.STORAGE_SPACE_INSUFFICIENT && status == 507;
    }

    private static boolean isOfRefusedNetwork(Failure failure) {
        return KilledGenerations.refusedUntil(failure).isPresent();
    }

    /** Whether only a person can help: it is of files that only one can bring back, or would end the service once more. */
    private boolean needsPerson(Failure failure) {
        return KilledGenerations.isEndOfProcess(failure) || models.isBeyondRepair(failure);
    }
}
