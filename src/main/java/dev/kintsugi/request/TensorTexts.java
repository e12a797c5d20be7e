package dev.kintsugi.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.recovery.failure.FieldError;
import java.util.ArrayList;
import java.util.List;

/** The texts of one tensor that a client sent, in order. */
final class TensorTexts {

    private final String field;
    private final List<FieldError> errors;
    private final List<String> texts = new ArrayList<>();

    /** @param errors gets the first element that is no text, with the path of the field */
    TensorTexts(String field, List<FieldError> errors) {
        this.field = field;
        this.errors = errors;
    }

    List<String> all() {
        return texts;
    }

    /** Whether all could be read. */
    boolean add(JsonNode node) {
        for (var element : node) {
            if (element.isArray() ? !add(element) : !text(element)) {
                return false;
            }
        }
        return true;
    }

    private boolean text(JsonNode node) {
        if (!node.isTextual()) {
            errors.add(new FieldError(field + "[" + texts.size() + "]", "must be a text"));
            return false;
        }
        if (node.textValue().chars().anyMatch(character -> character == 0 || Character.isSurrogate((char) character))) {
            errors.add(new FieldError(
                    field + "[" + texts.size() + "]",
                    "must have no characters beyond U+FFFF and none of U+0000: ONNX Runtime's Java API changes them"));
            return false;
        }
        texts.add(node.textValue());
        return true;
    }
}
