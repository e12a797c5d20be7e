package dev.kintsugi.realtime.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.job.JobId;
import dev.kintsugi.report.event.EventView;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the server says.
 *
 * @param type hello, ack, error, system.status, or job. and what happened to a job
 * @param id of the client's message that this answers, a text or a whole number as it was given
 * @param seq the number of a job's event
 * @param job which job it is about
 * @param at when that happened (RFC 3339)
 * @param data what there is to say
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServerMessage(
        String type,
        @Nullable JsonNode id,
        @Nullable Long seq,
        @Nullable String job,
        @Nullable String at,
        @Nullable Object data) {

    public static ServerMessage hello(Map<String, Object> data) {
        return of("hello", data);
    }

    /** One that answers nothing and is about no job. */
    public static ServerMessage of(String type, Object data) {
        return new ServerMessage(type, null, null, null, null, data);
    }

    public static ServerMessage of(EventView event) {
        return new ServerMessage(event.type(), null, event.seq(), event.job(), event.at(), event.data());
    }

    public static ServerMessage ack(JsonNode id, @Nullable String job) {
        return new ServerMessage("ack", missingToNull(id), null, job, null, null);
    }

    /** @param warnings what was left out of account */
    public static ServerMessage ack(JsonNode id, String job, List<String> warnings) {
        var data = warnings.isEmpty() ? null : Map.of("warnings", warnings);
        return new ServerMessage("ack", missingToNull(id), null, job, null, data);
    }

    public static ServerMessage error(JsonNode id, Object problem) {
        return new ServerMessage("error", missingToNull(id), null, null, null, problem);
    }

    /** The same of a job whose events cannot be sent. */
    public ServerMessage of(JobId about) {
        return new ServerMessage(type, id, seq, about.value(), at, data);
    }

    private static @Nullable JsonNode missingToNull(JsonNode id) {
        return id.isMissingNode() ? null : id;
    }
}
