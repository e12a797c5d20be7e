package dev.kintsugi.store.sql;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.kintsugi.generation.request.ImageGeneration;
import dev.kintsugi.generation.request.TensorGeneration;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobState;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.picture.PictureEncoding;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.TensorWork;
import dev.kintsugi.pipeline.work.Work;
import dev.kintsugi.recovery.trail.Outcome;
import java.time.Duration;
import java.util.Optional;

/** Which record a document's kind stands for. A name that was written once is never given to anything else. */
interface DocumentKinds {

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
