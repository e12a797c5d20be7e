package dev.kintsugi.realtime.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.request.MistypedField;
import dev.kintsugi.request.Submission;
import jakarta.inject.Singleton;
import java.util.List;

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
            throw new TypedException(FailureType.WEBSOCKET_ERROR, "the message is not valid JSON", e);
        }
    }

    /** @throws TypedException invalid_parameters if its data does not have the shape of a submission */
    public Submission submission(ClientMessage.Submit submit) {
        try {
            return json.treeToValue(submit.data(), Submission.class);
        } catch (com.fasterxml.jackson.databind.JsonMappingException e) {
            throw TypedException.invalid(
                    List.of(e.getPath().isEmpty() ? new FieldError("data", "cannot be read") : MistypedField.of(e)));
        } catch (JsonProcessingException e) {
            throw TypedException.invalid(List.of(new FieldError("data", "cannot be read")));
        }
    }
}
