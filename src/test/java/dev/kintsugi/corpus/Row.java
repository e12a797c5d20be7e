package dev.kintsugi.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpTimeoutException;
import java.util.Optional;
import java.util.function.Function;

/** One line of the corpus: what was provoked, what was thrown and what it should be understood as. */
final class Row {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DEEPEST = 20;

    private Row() {}

    static String of(Provocation provocation, Throwable thrown, Function<Throwable, Optional<String>> codes) {
        var row = JSON.createObjectNode()
                .put("id", provocation.id())
                .put("boundary", provocation.boundary())
                .put("operation", provocation.operation())
                .put("recorded", provocation.real())
                .put("expected", provocation.expected().code());
        var chain = row.putArray("chain");
        for (Throwable t = thrown; t != null && chain.size() < DEEPEST; t = cause(t)) {
            var link = chain.addObject().put("class", className(t));
            codes.apply(t).ifPresent(code -> link.put("code", code));
            link.put("message", Normal.text(t.getMessage()));
        }
        return row.toString();
    }

    /** Whether a connection was closed already when its time was up is another thing each time. */
    private static Throwable cause(Throwable thrown) {
        return thrown instanceof HttpTimeoutException ? null : thrown.getCause();
    }

    static String id(String row) {
        return read(row).path("id").asText();
    }

    static boolean real(String row) {
        return read(row).path("recorded").asBoolean();
    }

    private static ObjectNode read(String row) {
        try {
            return (ObjectNode) JSON.readTree(row);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(row, e);
        }
    }

    /** Hidden classes and lambdas have a number in their name. */
    private static String className(Throwable thrown) {
        return thrown.getClass().getName().replaceAll("/0x[0-9a-f]+", "");
    }
}
