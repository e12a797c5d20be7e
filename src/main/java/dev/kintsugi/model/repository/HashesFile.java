package dev.kintsugi.model.repository;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.model.file.BoundedCalls;
import dev.kintsugi.recovery.classification.CauseChain;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A JSON file with the hashes of models' files, which the service can do without: what fails is logged. */
final class HashesFile {

    /** A disk that hangs holds up no more than this, and that once: what was found counts all the same. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<TreeMap<String, Map<String, String>>> FORM = new TypeReference<>() {};

    private final Path file;
    private final BoundedCalls<Path, Boolean> writing = new BoundedCalls<>("contents-file", 1);
    private final AtomicBoolean unwritten = new AtomicBoolean();

    HashesFile(Path file) {
        this.file = file;
    }

    /** What it holds, by folder of a model and path in it; nothing if it is missing or cannot be read. */
    Map<String, Map<String, String>> read() {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return new TreeMap<>();
        }
        try {
            var content = JSON.readValue(file.toFile(), FORM);
            if (content == null || content.containsValue(null)) {
                throw new IOException("it says null");
            }
            return content;
        } catch (IOException e) {
            Log.warnf(
                    "%s cannot be read, files of models are taken as they are now: %s",
                    file.getFileName(), CauseChain.describe(e));
            return new TreeMap<>();
        }
    }

    /**
     * Writes it, as long as the disk answers. Blocks.
     *
     * @param content is asked for what is to be written when the disk takes it, so that nothing newer is written over
     */
    void write(Supplier<Map<String, Map<String, String>>> content) {
        unwritten.set(true);
        while (unwritten.get()
                && writing.call(file, () -> writeAll(content), PATIENCE).isPresent()) {
            // A write that was under way may have begun before this was noted.
        }
    }

    /** What is noted meanwhile is written too. */
    private boolean writeAll(Supplier<Map<String, Map<String, String>>> content) {
        while (unwritten.getAndSet(false)) {
            writeOnce(content.get());
        }
        return true;
    }

    private void writeOnce(Map<String, Map<String, String>> content) {
        var partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            Files.write(partial, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Log.warnf(
                    "%s cannot be written, changes to files are noticed until the restart only: %s",
                    file.getFileName(), e.getMessage());
        }
    }
}
