package dev.kintsugi.model.onnx;

import dev.kintsugi.model.file.FileStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What networks say about their weights; each is read again only when it was changed. */
public final class OnnxFiles {

    private record Known(FileStatus status, OnnxFile content) {}

    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    /** @throws IOException if it cannot be read or is not a whole ONNX file */
    public OnnxFile read(Path file) throws IOException {
        var status = FileStatus.at(file);
        if (!status.isRegularFile()) {
            throw new IOException("it is no file");
        }
        var before = known.get(file);
        if (before != null && before.status().equals(status)) {
            return before.content();
        }
        var content = OnnxFile.read(file);
        known.put(file, new Known(status, content));
        return content;
    }
}
