package dev.kintsugi.store.learned;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * The format of {@code learned.json}, which is no API: it changes on its own, and each change adds an upcaster, so that what
 * any earlier version has written opens.
 *
 * <ol>
 *   <li>No version number. Also had what is computed from the rest, for readers of the API.
 *   <li>Only what is needed to know it again. The sums of times say how many limits they hold, before those.
 *   <li>Also what was learned of single networks, and the requests that ended the process. What only adds changes nothing when it
 *       is read, but an older version would drop it when it writes, so it leaves the file alone.
 * </ol>
 */
final class LearnedFormat {

    static final int VERSION = 3;

    /** So many numbers come before the limits in what version 1 knew of times: two for each limit. */
    private static final int TIME_SUMS = 22;

    /** The first turns version 1 into version 2, and so on. */
    private static final List<Consumer<ObjectNode>> UPCASTERS = List.of(LearnedFormat::second, _ -> {});

    private final ObjectMapper json;

    LearnedFormat(ObjectMapper json) {
        this.json = json;
    }

    /** A newer version has written it. */
    static final class NewerVersion extends IOException {
        NewerVersion(int version) {
            super("version " + version + " of the format, this version reads up to " + VERSION);
        }
    }

    /**
     * What a file says.
     *
     * @throws NewerVersion if this version cannot know what it says
     * @throws IOException if it is damaged
     */
    LearnedDocument read(byte[] bytes) throws IOException {
        if (!(json.readTree(bytes) instanceof ObjectNode document)) {
            throw new IOException("it is no JSON object");
        }
        var version = version(document);
        for (int known = version; known < VERSION; known++) {
            UPCASTERS.get(known - 1).accept(document);
        }
        return json.treeToValue(document.put("version", VERSION), LearnedDocument.class);
    }

    byte[] write(LearnedDocument document) throws IOException {
        return json.writerWithDefaultPrettyPrinter().writeValueAsBytes(document);
    }

    private static int version(JsonNode document) throws IOException {
        var version = document.path("version");
        if (version.isMissingNode()) {
            return 1;
        }
        if (!version.isInt() || version.intValue() < 1) {
            throw new IOException("its version is no number of a version");
        }
        if (version.intValue() > VERSION) {
            throw new NewerVersion(version.intValue());
        }
        return version.intValue();
    }

    private static void second(ObjectNode document) {
        remove(document, "strategies", "least_rate", "most_rate");
        remove(document, "memory", "samples", "for256", "for512");
        remove(document, "time", "samples", "seconds_for256");
        for (var entry : document.path("time")) {
            if (entry.path("state") instanceof ArrayNode state && state.size() >= TIME_SUMS) {
                int limits = (state.size() - TIME_SUMS) / 2;
                state.insert(TIME_SUMS, (double) limits);
            }
        }
    }

    private static void remove(ObjectNode document, String list, String... fields) {
        for (var entry : document.path(list)) {
            if (entry instanceof ObjectNode object) {
                object.remove(List.of(fields));
            }
        }
    }
}
