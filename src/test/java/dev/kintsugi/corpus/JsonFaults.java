package dev.kintsugi.corpus;

import static dev.kintsugi.recovery.failure.FailureType.*;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Bodies that are not JSON, or other JSON than was asked for, and our own values that JSON cannot be made of. */
final class JsonFaults extends Boundary {

    /** What a body should be. */
    record Wanted(String prompt, int n, Kind kind, List<Integer> sizes) {}

    /** One of these. */
    enum Kind {
        SMALL,
        LARGE
    }

    /** Has no properties that could be written. */
    static final class Opaque {}

    /** Cannot be told apart from another. */
    interface Shape {}

    private final ObjectMapper json = new ObjectMapper();

    JsonFaults(Path folder) {
        super("json", "http");
        broken();
        other();
        ours();
    }

    private void broken() {
        read("empty", "");
        read("blank", "  \n ");
        read("cut in an object", "{\"prompt\": \"a\", ");
        read("cut in a text", "{\"prompt\": \"a");
        read("cut in an escape", "{\"prompt\": \"a\\u00");
        read("no quotes around a name", "{prompt: 1}");
        read("single quotes", "{'prompt': 'a'}");
        read("comma too many", "{\"prompt\": \"a\",}");
        read("comma missing", "{\"prompt\": \"a\" \"n\": 1}");
        read("colon missing", "{\"prompt\" \"a\"}");
        read("word that is none", "{\"n\": nil}");
        read("not a number", "{\"n\": NaN}");
        read("zeros before a number", "{\"n\": 007}");
        read("plus before a number", "{\"n\": +1}");
        read("comment", "{/* why */\"n\": 1}");
        read("control character in a text", "{\"prompt\": \"a\u0001b\"}");
        read("escape that is none", "{\"prompt\": \"\\x\"}");
        read("bracket that closes nothing", "}");
        read("bracket of another kind", "{\"sizes\": [1}");
        read("page", "<html></html>");
        read("form", "prompt=a&n=1");
        fault(
                "bytes that are no UTF-8",
                INVALID_PARAMETERS,
                () -> json.readValue(new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"'}, Wanted.class));
        fault("deeper than allowed", INVALID_PARAMETERS, () -> json.readTree("[".repeat(2000)));
        fault(
                "longer number than allowed",
                INVALID_PARAMETERS,
                () -> json.readValue("1" + "0".repeat(2000), Object.class));
        fault(
                "longer than allowed",
                INVALID_PARAMETERS,
                () -> new ObjectMapper(JsonFactory.builder()
                                .streamReadConstraints(StreamReadConstraints.builder()
                                        .maxStringLength(10)
                                        .build())
                                .build())
                        .readTree("\"" + "x".repeat(100) + "\""));
    }

    private void other() {
        read("list instead of an object", "[]");
        read("text instead of an object", "\"a\"");
        read("text instead of a number", "{\"n\": \"many\"}");
        read("object instead of a number", "{\"n\": {}}");
        read("number that is too large", "{\"n\": 99999999999}");
        read("field that nobody knows", "{\"promt\": \"a\"}");
        read("kind that is none", "{\"kind\": \"MEDIUM\"}");
        read("text within a list of numbers", "{\"sizes\": [1, \"two\"]}");
        read("list instead of a text", "{\"prompt\": [\"a\"]}");
    }

    private void ours() {
        fault("value without properties", INTERNAL_ERROR, () -> json.writeValueAsString(new Opaque()));
        fault("time without its module", INTERNAL_ERROR, () -> json.writeValueAsString(Map.of("at", Instant.EPOCH)));
        fault("shape that nobody made", INTERNAL_ERROR, () -> json.readValue("{}", Shape.class));
        fault("value that contains itself", INTERNAL_ERROR, () -> {
            var self = new HashMap<String, Object>();
            self.put("self", self);
            json.writeValueAsString(self);
        });
        fault("name without a value", INTERNAL_ERROR, () -> {
            try (var out = new JsonFactory().createGenerator(new java.io.StringWriter())) {
                out.writeStartObject();
                out.writeNumber(1);
            }
        });
    }

    private void read(String id, String body) {
        fault(id, INVALID_PARAMETERS, () -> json.readValue(body.getBytes(StandardCharsets.UTF_8), Wanted.class));
    }
}
