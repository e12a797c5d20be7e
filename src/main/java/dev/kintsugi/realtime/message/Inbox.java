package dev.kintsugi.realtime.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.request.JsonMistake;
import dev.kintsugi.request.MistypedField;
import dev.kintsugi.request.Submission;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what clients send. */
@Singleton
public class Inbox {

    private final ObjectMapper json;

    Inbox(ObjectMapper json) {
        this.json = json;
    }

    /** @throws TypedException if it is not a message of the protocol */
    public ClientMessage read(String text) {
        return MessageParser.read(parse(text));
    }

    /** The id of a message that may be malformed in every other respect; empty if it has none. */
    public String idOf(String text) {
        try {
            return MessageParser.id(parse(text));
        } catch (TypedException e) {
            return "";
        }
    }

    private JsonNode parse(String text) {
        try {
            var message = json.readTree(text);
            if (message == null || !message.isObject()) {
                throw new TypedException(FailureType.WEBSOCKET_ERROR, "a message must be a JSON object");
            }
            return message;
        } catch (JsonProcessingException e) {
            throw new TypedException(FailureType.WEBSOCKET_ERROR, JsonMistake.of(e, "the message"), e);
        }
    }

    /** @throws TypedException invalid_parameters if its data does not have the shape of a submission */
    public Submission submission(ClientMessage.Submit submit) {
        var wrong = new ArrayList<FieldError>();
        var data = submit.data().<ObjectNode>deepCopy();
        var submission = read(data, wrong);
        while (submission.isEmpty()
                && data.remove(wrong.getLast().field()) != null) { // what else is wrong shows without it
            submission = read(data, wrong);
        }
        if (!wrong.isEmpty()) {
            throw TypedException.invalid(wrong);
        }
        return submission.orElseThrow();
    }

    private Optional<Submission> read(JsonNode data, List<FieldError> wrong) {
        try {
            return Optional.of(json.treeToValue(data, Submission.class));
        } catch (JsonMappingException e) {
            wrong.add(e.getPath().isEmpty() ? new FieldError("data", "cannot be read") : MistypedField.of(e));
        } catch (JsonProcessingException e) {
            wrong.add(new FieldError("data", "cannot be read"));
        }
        return Optional.empty();
    }
}
