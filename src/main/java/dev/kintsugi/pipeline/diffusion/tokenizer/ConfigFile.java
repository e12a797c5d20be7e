package dev.kintsugi.pipeline.diffusion.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.model.Model;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/**
 * A configuration file of a model. A value that makes no sense is refused by name when it is read; one that is not there
 * or null has the default of the library that writes these files.
 *
 * @param path relative to the model's folder
 * @param json its content, an empty object where there is no such file
 * @param present whether there is such a file
 */
public record ConfigFile(String path, ObjectNode json, boolean present) {

    private static final int LONGEST = 60;

    /**
     * Reads a file.
     *
     * @throws TypedException model_corruption_detected if it is not JSON, model_compatibility_error if it is
     *     something else than an object
     */
    public static ConfigFile read(Model model, String path) throws IOException {
        if (!Files.isRegularFile(model.path(path))) {
            return new ConfigFile(path, JsonNodeFactory.instance.objectNode(), false);
        }
        var json = Json.read(model, path);
        if (!(json instanceof ObjectNode object)) {
            throw new TypedException(
                    FailureType.MODEL_COMPATIBILITY_ERROR,
                    path + " is " + shortened(json) + ", it must be a JSON object with settings");
        }
        return new ConfigFile(path, object, true);
    }

    public boolean has(String field) {
        return json.hasNonNull(field);
    }

    /** A number within these limits, both included. */
    public double number(String field, double standard, double min, double max) {
        var value = json.path(field);
        if (!has(field)) {
            return standard;
        }
        var number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (!(number >= min && number <= max)) {
            throw refused(field, "must be a number from " + text(min) + " to " + text(max));
        }
        return number;
    }

    /** A whole number within these limits, both included. */
    public int integer(String field, int standard, int min, int max) {
        var number = number(field, standard, min, max);
        if (number != Math.rint(number)) {
            throw refused(field, "must be a whole number");
        }
        return (int) number;
    }

    public boolean flag(String field, boolean standard) {
        var value = json.path(field);
        if (!has(field)) {
            return standard;
        }
        if (!value.isBoolean()) {
            throw refused(field, "must be true or false");
        }
        return value.booleanValue();
    }

    public String text(String field, String standard) {
        return has(field) ? textual(field, json.path(field), "must be a text") : standard;
    }

    /** The text of a token, which is written by itself or as the content of an object. */
    Optional<String> token(String field) {
        var value = json.path(field);
        var content = value.isObject() ? value.path("content") : value;
        return content.isMissingNode() || content.isNull()
                ? Optional.empty()
                : Optional.of(textual(field, content, "must be the text of a token"));
    }

    private String textual(String field, JsonNode value, String why) {
        if (!value.isTextual()) {
            throw refused(field, why);
        }
        return value.textValue();
    }

    public TypedException refused(String field, String why) {
        return new TypedException(
                FailureType.MODEL_COMPATIBILITY_ERROR,
                path + ": " + field + " is " + shortened(json.path(field)) + ", it " + why);
    }

    private static String shortened(JsonNode value) {
        var text = value.toString();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    private static String text(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e9
                ? String.valueOf((long) number)
                : String.valueOf(number);
    }
}
