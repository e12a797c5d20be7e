package dev.kintsugi.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import java.util.ArrayList;
import java.util.List;

/** Reads the fields of a JSON object into a record. Jackson stops at the first value of a wrong type; this finds all of them. */
public final class JsonFields {

    private JsonFields() {}

    /**
     * Reads the object.
     *
     * @param object is left as it is
     * @param name of the object, for a mistake of which no field is known
     * @throws TypedException invalid_parameters with every field whose value is of a wrong type
     */
    public static <T> T read(ObjectMapper json, JsonNode object, JavaType type, String name) {
        var wrong = new ArrayList<FieldError>();
        var rest = object;
        while (true) {
            try {
                T read = json.treeToValue(rest, type);
                if (wrong.isEmpty()) {
                    return read;
                }
                throw TypedException.invalid(wrong);
            } catch (JsonMappingException e) {
                wrong.add(e.getPath().isEmpty() ? new FieldError(name, "cannot be read") : MistypedField.of(e));
                rest = wrong.size() == 1 ? rest.deepCopy() : rest;
                if (!remove(rest, e.getPath())) { // what else is wrong shows without it
                    throw TypedException.invalid(wrong);
                }
            } catch (JsonProcessingException _) {
                wrong.add(new FieldError(name, "cannot be read"));
                throw TypedException.invalid(wrong);
            }
        }
    }

    private static boolean remove(JsonNode object, List<JsonMappingException.Reference> path) {
        if (path.isEmpty()) {
            return false;
        }
        var parent = object;
        for (var part : path.subList(0, path.size() - 1)) {
            parent = part.getFieldName() == null ? parent.path(part.getIndex()) : parent.path(part.getFieldName());
        }
        var last = path.getLast();
        return parent instanceof ObjectNode fields
                && last.getFieldName() != null
                && fields.remove(last.getFieldName()) != null;
    }
}
