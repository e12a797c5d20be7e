package dev.kintsugi.realtime.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.job.JobId;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.request.UnknownFields;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Parses messages of clients, which are JSON objects. */
final class MessageParser {

    /** Whatever a message can have. */
    private static final Set<String> FIELDS = Set.of("type", "id", "data", "job", "topic", "after", "binary");

    private MessageParser() {}

    /**
     * Reads a message.
     *
     * @throws TypedException websocket_error if it is not one
     */
    static ClientMessage read(JsonNode message) {
        var id = id(message);
        var type = message.path("type").asText();
        var unknown = unknown(message);
        if (!unknown.isEmpty() && !type.equals("submit")) {
            throw wrong(unknown.firstEntry().getKey(), "is not known here; leave it out");
        }
        return switch (type) {
            case "submit" ->
                new ClientMessage.Submit(id, message.path("data"), binary(message), UnknownFields.warnings(unknown));
            case "subscribe" ->
                isOfSystem(message)
                        ? new ClientMessage.Watch(id)
                        : new ClientMessage.Subscribe(id, job(message), after(message), binary(message));
            case "unsubscribe" ->
                isOfSystem(message) ? new ClientMessage.Unwatch(id) : new ClientMessage.Unsubscribe(id, job(message));
            case "cancel" -> new ClientMessage.Cancel(id, job(message));
            case "ping" -> new ClientMessage.Ping(id);
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

    /** Names the message, which may be malformed in every other respect; empty if the client gave none. */
    static String id(JsonNode message) {
        var id = message.path("id");
        return id.isTextual() && id.asText().length() <= 128 || id.isNumber() ? id.asText() : "";
    }

    private static boolean isOfSystem(JsonNode message) {
        if (!message.hasNonNull("topic")) {
            return false;
        }
        if (!message.path("topic").asText().equals(ClientMessage.SYSTEM)) {
            throw wrong("topic", "must be " + ClientMessage.SYSTEM + ", or left out where job is given");
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
        if (!after.isIntegralNumber() || !after.canConvertToLong() || after.asLong() < 0) {
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
