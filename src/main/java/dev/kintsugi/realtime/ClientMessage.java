package dev.kintsugi.realtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.job.JobId;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.request.UnknownFields;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** What clients say. */
sealed interface ClientMessage {

    /** Whatever a message can have. */
    Set<String> FIELDS = Set.of("type", "id", "data", "job", "topic", "after", "binary");

    /** The topic under which the service tells how it is. */
    String SYSTEM = "system";

    /** Names the message; it comes back in the answer. Empty if the client gave none. */
    String id();

    /** Start a generation; previews come as binary frames if wanted. */
    record Submit(String id, JsonNode data, boolean binary, List<String> warnings) implements ClientMessage {}

    /** Follow this job, from the event after this number on; previews come as binary frames if wanted. */
    record Subscribe(String id, JobId job, long after, boolean binary) implements ClientMessage {}

    /** Tell me no more of this job. */
    record Unsubscribe(String id, JobId job) implements ClientMessage {}

    /** Tell me how the service is, now and whenever that changes. */
    record Watch(String id) implements ClientMessage {}

    /** Tell me no more of that. */
    record Unwatch(String id) implements ClientMessage {}

    /** Stop this job. */
    record Cancel(String id, JobId job) implements ClientMessage {}

    /** Are you there? */
    record Ping(String id) implements ClientMessage {}

    /**
     * Reads a message.
     *
     * @throws TypedException websocket_error if it is not one
     */
    static ClientMessage read(String text, ObjectMapper json) {
        var message = parse(text, json);
        var id = id(message);
        var type = message.path("type").asText();
        var unknown = unknown(message);
        if (!unknown.isEmpty() && !type.equals("submit")) {
            throw wrong(unknown.firstEntry().getKey(), "is not known here; leave it out");
        }
        return switch (type) {
            case "submit" -> new Submit(id, message.path("data"), binary(message), UnknownFields.warnings(unknown));
            case "subscribe" ->
                isOfSystem(message) ? new Watch(id) : new Subscribe(id, job(message), after(message), binary(message));
            case "unsubscribe" -> isOfSystem(message) ? new Unwatch(id) : new Unsubscribe(id, job(message));
            case "cancel" -> new Cancel(id, job(message));
            case "ping" -> new Ping(id);
            default -> throw wrong("type", "must be one of submit, subscribe, unsubscribe, cancel, ping");
        };
    }

    private static TreeMap<String, JsonNode> unknown(JsonNode message) {
        var unknown = new TreeMap<String, JsonNode>();
        message.properties().forEach(field -> {
            if (!FIELDS.contains(field.getKey())) {
                unknown.put(field.getKey(), field.getValue());
            }
        });
        return unknown;
    }

    /** The id of a message that may be malformed in every other respect. */
    static String idOf(String text, ObjectMapper json) {
        try {
            return id(parse(text, json));
        } catch (TypedException e) {
            return "";
        }
    }

    private static JsonNode parse(String text, ObjectMapper json) {
        try {
            var message = json.readTree(text);
            if (message == null || !message.isObject()) {
                throw new TypedException(FailureType.WEBSOCKET_ERROR, "a message must be a JSON object");
            }
            return message;
        } catch (JsonProcessingException e) {
            throw new TypedException(FailureType.WEBSOCKET_ERROR, "the message is not valid JSON", e);
        }
    }

    private static String id(JsonNode message) {
        var id = message.path("id");
        return id.isTextual() && id.asText().length() <= 128 || id.isNumber() ? id.asText() : "";
    }

    private static boolean isOfSystem(JsonNode message) {
        if (!message.hasNonNull("topic")) {
            return false;
        }
        if (!message.path("topic").asText().equals(SYSTEM)) {
            throw wrong("topic", "must be " + SYSTEM + ", or left out where job is given");
        }
        return true;
    }

    private static JobId job(JsonNode message) {
        return JobId.of(message.path("job").asText())
                .orElseThrow(() -> wrong("job", "must be the id of a job, as ack gave it"));
    }

    private static long after(JsonNode message) {
        var after = message.path("after");
        if (after.isMissingNode() || after.isNull()) {
            return 0;
        }
        if (!after.canConvertToLong() || !after.isNumber() || after.asLong() < 0) {
            throw wrong("after", "must be the number of the last event that you have, 0 for none");
        }
        return after.asLong();
    }

    private static boolean binary(JsonNode message) {
        var binary = message.path("binary");
        if (!binary.isBoolean() && !binary.isMissingNode() && !binary.isNull()) {
            throw wrong("binary", "must be true if previews are to come as binary frames, else false or left out");
        }
        return binary.asBoolean();
    }

    private static TypedException wrong(String field, String message) {
        return new TypedException(
                FailureType.WEBSOCKET_ERROR, field + ": " + message, List.of(new FieldError(field, message)), null);
    }
}
