package dev.kintsugi.realtime.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.kintsugi.job.JobId;
import dev.kintsugi.recovery.failure.FieldError;
import java.util.List;
import java.util.Optional;

/** The fields of a client's message. Each is checked in every message that has it, also where it has no effect. */
final class MessageFields {

    private static final int LONGEST_ID = 128;

    private final JsonNode message;
    private final List<FieldError> errors;

    /** @param errors gets every field that is wrong */
    MessageFields(JsonNode message, List<FieldError> errors) {
        this.message = message;
        this.errors = errors;
    }

    /** Missing if the client gave none, or a wrong one. */
    JsonNode id() {
        var id = message.path("id");
        var valid = isAbsent(id)
                || (id.isTextual() && !id.asText().isEmpty() || id.isIntegralNumber())
                        && id.asText().length() <= LONGEST_ID;
        require(valid, "id", "must be a text of 1 to " + LONGEST_ID + " characters, or a whole number");
        return valid && !isAbsent(id) ? id : MissingNode.getInstance();
    }

    /** One of these texts; empty if it is none of them. */
    String oneOf(String field, List<String> values) {
        var value = message.path(field);
        var valid = value.isTextual() && values.contains(value.textValue());
        require(valid, field, "must be one of " + String.join(", ", values));
        return valid ? value.textValue() : "";
    }

    boolean isOfSystem() {
        var topic = message.path("topic");
        var system = topic.isTextual() && topic.textValue().equals(ClientMessage.SYSTEM);
        require(
                system || isAbsent(topic),
                "topic",
                "must be " + ClientMessage.SYSTEM + ", or left out where job is given");
        return system;
    }

    /** @param needed whether the message must have it */
    Optional<JobId> job(boolean needed) {
        var job = message.path("job");
        var id = job.isTextual() ? JobId.of(job.textValue()) : Optional.<JobId>empty();
        require(id.isPresent() || isAbsent(job) && !needed, "job", "must be the id of a job, as ack gave it");
        return id;
    }

    long after() {
        var after = message.path("after");
        var valid = after.isIntegralNumber() && after.canConvertToLong() && after.asLong() >= 0;
        require(valid || isAbsent(after), "after", "must be the number of the last event that you have, 0 for none");
        return valid ? after.asLong() : 0;
    }

    boolean binary() {
        var binary = message.path("binary");
        require(
                binary.isBoolean() || isAbsent(binary),
                "binary",
                "must be true if previews are to come as binary frames, else false or left out");
        return binary.asBoolean();
    }

    /** @param needed whether the message must have it */
    JsonNode data(boolean needed) {
        var data = message.path("data");
        require(data.isObject() || isAbsent(data) && !needed, "data", "must be an object with what is asked for");
        return data;
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private void require(boolean holds, String field, String text) {
        if (!holds) {
            errors.add(new FieldError(field, text));
        }
    }
}
