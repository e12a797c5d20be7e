package dev.kintsugi.generation.custom;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.pipeline.plan.Adjustment;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes what a webhook or a command is asked, and reads what it answers; what it does not know it refuses. */
@ApplicationScoped
class Suggestions {

    static final int LONGEST_ANSWER = 64 * 1024;

    private static final Set<String> FIELDS =
            Set.of("action", "after_ms", "size", "steps", "precision", "model", "reason");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");
    private static final int LONGEST_REASON = 300;

    private final ObjectMapper json;

    Suggestions(ObjectMapper json) {
        this.json = json;
    }

    byte[] question(Consultation about) {
        try {
            return json.writeValueAsBytes(about);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws TypedException external_api_error if it is no answer that is understood */
    Suggestion read(byte[] answer) {
        var document = parse(answer);
        document.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                throw refused("has a field '" + field + "' that is not known");
            }
        });
        return switch (document.path("action").asText()) {
            case "retry" ->
                new Suggestion.Retry(
                        Duration.ofMillis(number(document, "after_ms").orElse(0)));
            case "adjust" ->
                new Suggestion.Adjust(
                        new Adjustment(size(document), number(document, "steps"), text(document, "precision")));
            case "fallback" ->
                new Suggestion.Fallback(text(document, "model").orElseThrow(() -> refused("names no model")));
            case "give_up" -> new Suggestion.GiveUp(text(document, "reason").orElse("it cannot help"));
            default -> throw refused("has no action of retry, adjust, fallback and give_up");
        };
    }

    private JsonNode parse(byte[] answer) {
        try {
            var document = json.readTree(new String(answer, java.nio.charset.StandardCharsets.UTF_8));
            if (document != null && document.isObject()) {
                return document;
            }
        } catch (JsonProcessingException e) {
            throw refused("is no JSON");
        }
        throw refused("is no JSON object");
    }

    private static Optional<Size> size(JsonNode document) {
        return text(document, "size").map(text -> {
            var size = SIZE.matcher(text);
            if (!size.matches()) {
                throw refused("has a size that is not like 512x512");
            }
            return new Size(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)));
        });
    }

    private static Optional<Integer> number(JsonNode document, String field) {
        var value = document.path(field);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw refused("has no whole number in '" + field + "'");
        }
        return Optional.of(value.asInt());
    }

    private static Optional<String> text(JsonNode document, String field) {
        var value = document.path(field);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isTextual() || value.asText().length() > LONGEST_REASON) {
            throw refused("has no text, or a long one, in '" + field + "'");
        }
        return Optional.of(value.asText());
    }

    static TypedException refused(String why) {
        return new TypedException(FailureType.EXTERNAL_API_ERROR, "its answer " + why);
    }
}
