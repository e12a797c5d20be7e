package dev.kintsugi.store.sql;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.kintsugi.generation.request.GenerationRequest;
import dev.kintsugi.generation.request.ImageGeneration;
import dev.kintsugi.generation.request.TensorGeneration;
import dev.kintsugi.job.ArtifactRef;
import dev.kintsugi.job.Caller;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobResult;
import dev.kintsugi.job.JobSpec;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.Priority;
import dev.kintsugi.pipeline.MediaType;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.picture.PictureEncoding;
import dev.kintsugi.pipeline.picture.PictureFormat;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.pipeline.work.TensorWork;
import dev.kintsugi.pipeline.work.Work;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.Decision;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.failure.BaseKind;
import dev.kintsugi.recovery.failure.Category;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.TrailStep;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.tensor.ElementType;
import dev.kintsugi.runtime.tensor.TensorValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.Optional;

/** Which record a document's kind stands for. A name that was written once is never given to anything else. */
@RegisterForReflection(
        targets = {
            Caller.class,
            JobSpec.class,
            GenerationRequest.class,
            ImageGeneration.class,
            PictureEncoding.class,
            PictureFormat.class,
            TensorGeneration.class,
            RecoveryPolicy.class,
            RecoveryPolicy.RecoveryScope.class,
            Plan.class,
            Variant.class,
            Device.class,
            Work.class,
            ImageWork.class,
            TensorWork.class,
            TensorValue.class,
            ElementType.class,
            Size.class,
            Execution.class,
            JobId.class,
            JobEvent.class,
            JobEvent.What.class,
            JobEvent.Queued.class,
            JobEvent.Started.class,
            JobEvent.Progressed.class,
            JobEvent.Recovering.class,
            JobEvent.Completed.class,
            JobEvent.Failed.class,
            JobEvent.Cancelled.class,
            Progress.class,
            Progress.Step.class,
            Progress.Preview.class,
            Progress.Delta.class,
            Progress.StageDone.class,
            Progress.Resumed.class,
            Progress.Warning.class,
            JobState.class,
            JobState.Queued.class,
            JobState.Postponement.class,
            JobState.Running.class,
            JobState.Completed.class,
            JobState.Failed.class,
            JobState.WaitingForUser.class,
            JobState.Cancelled.class,
            JobResult.class,
            ArtifactRef.class,
            MediaType.class,
            Outcome.class,
            Outcome.Completed.class,
            Outcome.Recovered.class,
            Outcome.Degraded.class,
            Outcome.Failed.class,
            TrailStep.class,
            Failure.class,
            FailureContext.class,
            FieldError.class,
            Change.class,
            Priority.class,
            Execution.Decode.class,
            Execution.Guidance.class,
            SchedulerKind.class,
            Decision.Reason.class,
            FailureType.class,
            Category.class,
            BaseKind.class,
            RecoveryStrategy.class,
            Severity.class,
            TrailStep.Result.class,
            Device.Provider.class,
            Documents.Accepted.class,
            Documents.Status.class,
            Documents.Happened.class,
            DocumentKinds.States.class,
            DocumentKinds.Waits.class,
            DocumentKinds.Policies.class,
            DocumentKinds.Outcomes.class,
            DocumentKinds.Whats.class,
            DocumentKinds.Progresses.class,
            DocumentKinds.Requests.class,
            DocumentKinds.Works.class,
            DocumentKinds.Orders.class,
            DocumentKinds.Images.class,
            DocumentKinds.Plans.class
        })
interface DocumentKinds {

    /** Reads and writes them; what a newer version of a kind has more is left out. */
    static ObjectMapper mapper() {
        return JsonMapper.builder()
                .addModules(new Jdk8Module(), new JavaTimeModule())
                .disable(
                        SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
                        SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .addMixIn(JobState.class, DocumentKinds.States.class)
                .addMixIn(JobState.Queued.class, DocumentKinds.Waits.class)
                .addMixIn(JobEvent.Queued.class, DocumentKinds.Waits.class)
                .addMixIn(RecoveryPolicy.class, DocumentKinds.Policies.class)
                .addMixIn(Outcome.class, DocumentKinds.Outcomes.class)
                .addMixIn(JobEvent.What.class, DocumentKinds.Whats.class)
                .addMixIn(Progress.class, DocumentKinds.Progresses.class)
                .addMixIn(GenerationRequest.class, DocumentKinds.Requests.class)
                .addMixIn(ImageGeneration.class, DocumentKinds.Images.class)
                .addMixIn(Work.class, DocumentKinds.Works.class)
                .addMixIn(JobSpec.class, DocumentKinds.Orders.class)
                .addMixIn(Plan.class, DocumentKinds.Plans.class)
                .build();
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @Type(value = JobState.Queued.class, name = "queued"),
        @Type(value = JobState.Running.class, name = "running"),
        @Type(value = JobState.Completed.class, name = "completed"),
        @Type(value = JobState.Failed.class, name = "failed"),
        @Type(value = JobState.WaitingForUser.class, name = "waiting_for_user"),
        @Type(value = JobState.Cancelled.class, name = "cancelled")
    })
    interface States {}

    /** Only of jobs whose model was left alone. */
    interface Waits {
        @JsonInclude(JsonInclude.Include.NON_ABSENT)
        Optional<JobState.Postponement> postponed();
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @Type(value = Outcome.Completed.class, name = "completed"),
        @Type(value = Outcome.Recovered.class, name = "recovered"),
        @Type(value = Outcome.Degraded.class, name = "degraded"),
        @Type(value = Outcome.Failed.class, name = "failed")
    })
    interface Outcomes {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @Type(value = JobEvent.Queued.class, name = "queued"),
        @Type(value = JobEvent.Started.class, name = "started"),
        @Type(value = JobEvent.Progressed.class, name = "progressed"),
        @Type(value = JobEvent.Recovering.class, name = "recovering"),
        @Type(value = JobEvent.Completed.class, name = "completed"),
        @Type(value = JobEvent.Failed.class, name = "failed"),
        @Type(value = JobEvent.Cancelled.class, name = "cancelled")
    })
    interface Whats {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @Type(value = Progress.Step.class, name = "step"),
        @Type(value = Progress.Preview.class, name = "preview"),
        @Type(value = Progress.Delta.class, name = "delta"),
        @Type(value = Progress.StageDone.class, name = "stage_done"),
        @Type(value = Progress.Resumed.class, name = "resumed"),
        @Type(value = Progress.Warning.class, name = "warning")
    })
    interface Progresses {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @Type(value = ImageGeneration.class, name = "image"),
        @Type(value = TensorGeneration.class, name = "tensor")
    })
    interface Requests {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({@Type(value = ImageWork.class, name = "image"), @Type(value = TensorWork.class, name = "tensor")})
    interface Works {}

    /** Only of jobs that were resumed after their deadline. */
    interface Orders {
        @JsonInclude(JsonInclude.Include.NON_ABSENT)
        Optional<Duration> asked();
    }

    /** Documents from before know PNG only. */
    interface Images {
        @JsonInclude(JsonInclude.Include.NON_ABSENT)
        Optional<PictureEncoding> encoding();
    }

    /** The first works were pictures. */
    interface Plans {
        @JsonProperty("picture")
        Work work();
    }

    /** Documents of the first version know no corrections: what is not there is not wanted. */
    interface Policies {
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean corrects();
    }
}
