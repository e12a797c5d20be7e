package dev.kintsugi.realtime.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.request.JsonFields;
import dev.kintsugi.request.JsonMistake;
import dev.kintsugi.request.Submission;
import jakarta.inject.Singleton;

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

    /** The id of a message that may be malformed in every other respect; missing if it has none. */
    public JsonNode idOf(String text) {
        try {
            return MessageParser.id(parse(text));
        } catch (TypedException e) {
            return MissingNode.getInstance();
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
        return JsonFields.read(json, submit.data(), json.constructType(Submission.class), "data");
    }
}
