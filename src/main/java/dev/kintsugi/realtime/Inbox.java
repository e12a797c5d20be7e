package dev.kintsugi.realtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.request.Submission;
import jakarta.inject.Singleton;
import java.util.List;

/** Reads what clients send. */
@Singleton
class Inbox {

    private final ObjectMapper json;

    Inbox(ObjectMapper json) {
        this.json = json;
    }

    /** @throws TypedException if it is not a message of the protocol */
    ClientMessage read(String text) {
        return ClientMessage.read(text, json);
    }

    /** The id of a message that may be malformed in every other respect; empty if it has none. */
    String idOf(String text) {
        return ClientMessage.idOf(text, json);
    }

    /** @throws TypedException invalid_parameters if its data does not have the shape of a submission */
    Submission submission(ClientMessage.Submit submit) {
        if (!submit.data().isObject()) {
            throw TypedException.invalid(List.of(new FieldError("data", "must be an object with what is asked for")));
        }
        try {
            return json.treeToValue(submit.data(), Submission.class);
        } catch (com.fasterxml.jackson.databind.JsonMappingException e) {
            var field = e.getPath().isEmpty()
                    ? "data"
                    : String.valueOf(e.getPath().getFirst().getFieldName());
            throw TypedException.invalid(List.of(new FieldError(field, "has a value of the wrong kind")));
        } catch (JsonProcessingException e) {
            throw TypedException.invalid(List.of(new FieldError("data", "cannot be read")));
        }
    }
}
