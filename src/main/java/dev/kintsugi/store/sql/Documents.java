package dev.kintsugi.store.sql;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import dev.kintsugi.job.Attempts;
import dev.kintsugi.job.Caller;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobSpec;
import dev.kintsugi.job.JobState;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Jobs and events as the JSON that is kept. The names of its fields are the names of the records' components, and golden
 * documents in the tests hold them: what was kept once must be read for ever, if need be after {@link EarlierDocuments} has made
 * it one of today's. A document of a newer version is refused, see {@link #isNewer}.
 */
public final class Documents {

    /** The newest that this program can read. */
    public static final int VERSION = DocumentVersions.NEWEST;

    /** SQL's state for a feature that is not supported. */
    private static final String NEWER = "0A000";

    private static final ObjectMapper JSON = DocumentKinds.mapper();

    /** What never changes of a job. */
    record Accepted(int version, Caller caller, JobSpec order, Instant created) {}

    /** The state of a job, and how often it was lost and postponed: nothing if never. */
    record Status(
            int version,
            JobState state,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int losses,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int postponements) {}

    /** What happened to a job. */
    record Happened(int version, Instant at, JobEvent.What what) {}

    private Documents() {}

    public static String accepted(Job job) {
        return write(new Accepted(version(job), job.caller(), job.order(), job.created()));
    }

    public static String status(Job job) {
        return write(new Status(
                version(job),
                job.state(),
                job.attempts().losses(),
                job.attempts().postponements()));
    }

    public static String event(JobEvent event) {
        return write(new Happened(version(event.what()), event.at(), event.what()));
    }

    /** Of all documents of a job. */
    public static int version(Job job) {
        return DocumentVersions.of(job.plan().work().kind());
    }

    private static int version(JobEvent.What what) {
        return switch (what) {
            case JobEvent.Completed completed ->
                DocumentVersions.of(completed.result().plan().work().kind());
            case JobEvent.Queued _,
                    JobEvent.Started _,
                    JobEvent.Progressed _,
                    JobEvent.Recovering _,
                    JobEvent.Failed _,
                    JobEvent.Cancelled _ -> DocumentVersions.OLDEST;
        };
    }

    public static Job job(JobId id, int attempt, String accepted, String status) {
        var constant = read(accepted, Accepted.class);
        var now = read(status, Status.class);
        return new Job(
                id,
                constant.caller(),
                constant.order(),
                constant.created(),
                new Attempts(attempt, now.losses(), now.postponements()),
                now.state());
    }

    public static JobEvent event(JobId job, long seq, String document) {
        var happened = read(document, Happened.class);
        return new JobEvent(job, seq, happened.at(), happened.what());
    }

    public static String write(Object document) {
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document cannot be written", e);
        }
    }

    private static <T> T read(String document, Class<T> type) {
        try {
            var tree = tree(document);
            var version = tree.path("version").asInt();
            if (version > VERSION) {
                throw newer("version " + version + ", known is " + VERSION);
            }
            if (version < DocumentVersions.OLDEST) {
                EarlierDocuments.upcast(tree);
            }
            return JSON.treeToValue(tree, type);
        } catch (InvalidTypeIdException e) {
            throw newer("the kind " + e.getTypeId());
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw damaged(e);
        }
    }

    /**
     * The version of the newest of some documents.
     *
     * @throws StoreException if one is damaged
     */
    public static int version(String... documents) {
        int newest = 0;
        for (var document : documents) {
            newest = Math.max(newest, tree(document).path("version").asInt());
        }
        return newest;
    }

    private static JsonNode tree(String document) {
        try {
            return JSON.readTree(document);
        } catch (JsonProcessingException e) {
            throw damaged(e);
        }
    }

    private static StoreException damaged(Exception cause) {
        return new StoreException(new SQLException("a document cannot be read", DamagedRecords.STATE, cause));
    }

    private static StoreException newer(String what) {
        return new StoreException(new SQLDataException(
                "a document of a newer version of this service has " + what
                        + ": ask an instance of that version, or upgrade this one",
                NEWER));
    }

    /** Whether a document cannot be read because a newer version of this service wrote it: it is right as it is. */
    public static boolean isNewer(StoreException thrown) {
        return thrown.getCause() instanceof SQLException e && NEWER.equals(e.getSQLState());
    }
}
