package dev.kintsugi.report.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.job.queue.QueueStatus;
import dev.kintsugi.pipeline.work.WorkKind;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How the service is.
 *
 * @param status {@code healthy}; {@code degraded} if something is missing and a substitute does; {@code unable} if
 *     no model can answer
 * @param version of the service
 * @param startedAt when this process began
 * @param uptimeSeconds since then
 * @param device that models run on
 * @param memory that the device has for networks; left out if it is not known
 * @param level of service: full, reduced or minimal
 * @param load that the level follows, 0 to 1
 * @param queue of requests
 * @param retriesLeft how often all requests together may try the same again now
 * @param features what the service can do
 * @param models that are installed
 * @param putAside what was in the way of models' files and was put aside under another name, to be inspected and deleted
 * @param poisonRequests networks that are refused since several requests for them ended the process, then the single requests that
 *     did, and are refused or computed with less memory for that
 * @param lastHour what failed
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Status")
public record StatusView(
        String status,
        String version,
        String startedAt,
        long uptimeSeconds,
        String device,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable MemoryStatus memory,
        String level,
        double load,
        Queue queue,
        double retriesLeft,
        List<FeatureView> features,
        List<ModelStatus> models,
        List<String> putAside,
        List<String> poisonRequests,
        FailuresView lastHour) {

    /** Says 0 of two between which nothing changed that is worth telling. */
    static final Comparator<StatusView> SAME =
            (before, after) -> before.essence().equals(after.essence()) ? 0 : 1;

    public static final String HEALTHY = "healthy";
    public static final String DEGRADED = "degraded";
    public static final String UNABLE = "unable";

    /**
     * The queue of requests.
     *
     * @param waiting how many wait
     * @param running how many are computed
     * @param limit how many are computed at the same time at most
     * @param full whether another one is refused
     * @param slowStart what is held back after a kill; left out if nothing is
     * @param postponed jobs that wait for models that are left alone; left out if there are none
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "QueueState")
    public record Queue(
            int waiting,
            int running,
            int limit,
            boolean full,
            @Nullable SlowStart slowStart,
            @Nullable Postponed postponed) {}

    /**
     * Jobs whose model kept failing and is left alone: they wait until it may be tried again.
     *
     * @param jobs how many
     * @param until when the first of them may be begun
     * @param text the same as a sentence
     */
    @RegisterForReflection
    @Schema(name = "PostponedJobs")
    public record Postponed(int jobs, String until, String text) {

        static Postponed of(QueueStatus.Postponed now) {
            return new Postponed(now.jobs(), now.until().toString(), now.text());
        }
    }

    /**
     * After a kill jobs start slowly, since one of those that ran then may be what ended the process.
     *
     * @param kinds of jobs that do
     * @param limit how many of these are computed at the same time at most
     * @param suspects how many that ran then have not ended: until they have, the limit is 1
     * @param text the same as a sentence
     */
    @RegisterForReflection
    public record SlowStart(List<String> kinds, int limit, int suspects, String text) {

        static SlowStart of(QueueStatus.SlowStarting now) {
            var kinds = now.kinds().stream().map(WorkKind::code).sorted().toList();
            return new SlowStart(kinds, now.limit(), now.suspects(), now.text());
        }
    }

    public StatusView {
        features = List.copyOf(features);
        models = List.copyOf(models);
        putAside = List.copyOf(putAside);
        poisonRequests = List.copyOf(poisonRequests);
    }

    /** What a change of is worth telling: no numbers that go up and down all the time. */
    Object essence() {
        return List.of(
                status,
                level,
                queue.full(),
                queue.slowStart() == null,
                queue.postponed() == null,
                putAside,
                poisonRequests,
                features.stream()
                        .filter(FeatureView::degraded)
                        .map(FeatureView::name)
                        .collect(Collectors.toSet()),
                models.stream().collect(Collectors.toMap(ModelStatus::id, StatusView::essence)));
    }

    private static Map<String, Set<String>> essence(ModelStatus model) {
        return Map.of(
                model.state() + model.usable() + model.versions(),
                model.breakers().stream()
                        .filter(breaker -> !breaker.state().equals("closed"))
                        .map(breaker -> breaker.kind() + breaker.device() + breaker.state())
                        .collect(Collectors.toSet()));
    }
}
