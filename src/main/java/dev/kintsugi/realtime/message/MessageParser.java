package dev.kintsugi.realtime.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.request.UnknownFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Parses messages of clients, which are JSON objects. */
final class MessageParser {

    private static final List<String> TYPES = List.of("submit", "subscribe", "unsubscribe", "cancel", "ping");

    /** Those that are about a job or a topic. */
    private static final Set<String> FOLLOWING = Set.of("subscribe", "unsubscribe");

    /** Whatever a message can have. */
    private static final Set<String> FIELDS = Set.of("type", "id", "data", "job", "topic", "after", "binary");

    private MessageParser() {}

    /**
     * Reads a message.
     *
     * @throws TypedException websocket_error if its type is not known, else invalid_parameters; with every field that is wrong
     */
    static ClientMessage read(JsonNode message) {
        var errors = new ArrayList<FieldError>();
        var fields = new MessageFields(message, errors);
        var unknown = unknown(message);
        var type = fields.oneOf("type", TYPES);
        if (!type.equals("submit")) {
            unknown.keySet().forEach(field -> errors.add(new FieldError(field, "is not known here; leave it out")));
        }
        var id = fields.id();
        var system = fields.isOfSystem() && FOLLOWING.contains(type);
        var job = fields.job(type.equals("cancel") || FOLLOWING.contains(type) && !message.hasNonNull("topic"));
        var after = fields.after();
        var binary = fields.binary();
        var data = fields.data(type.equals("submit"));
        refuse(type, errors);
        return switch (type) {
            case "submit" -> new ClientMessage.Submit(id, data, binary, UnknownFields.warnings(unknown));
            case "subscribe" ->
                system
                        ? new ClientMessage.Watch(id)
                        : new ClientMessage.Subscribe(id, job.orElseThrow(), after, binary);
            case "unsubscribe" ->
                system ? new ClientMessage.Unwatch(id) : new ClientMessage.Unsubscribe(id, job.orElseThrow());
            case "cancel" -> new ClientMessage.Cancel(id, job.orElseThrow());
            default -> new ClientMessage.Ping(id);
        };
    }

    private static void refuse(String type, List<FieldError> errors) {
        if (!errors.isEmpty()) {
            var invalid = TypedException.invalid(errors);
            throw TYPES.contains(type)
                    ? invalid
                    : new TypedException(FailureType.WEBSOCKET_ERROR, invalid.text(), errors, null);
        }
    }

    /** Names the message, which may be malformed in every other respect; missing if the client gave no name. */
    static JsonNode id(JsonNode message) {
        return new MessageFields(message, new ArrayList<>()).id();
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
}
