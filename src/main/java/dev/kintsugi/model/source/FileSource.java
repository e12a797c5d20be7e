package dev.kintsugi.model.source;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files on this machine or a mounted volume: {@code file:///mirror/unet/model.onnx}. */
@ApplicationScoped
class FileSource implements ModelSource {

    @Override
    public String scheme() {
        return "file";
    }

    @Override
    public InputStream open(URI uri) throws IOException {
        var file = Path.of(uri);
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException(uri + " is no file"); // reading from a pipe may never end
        }
        return Files.newInputStream(file);
    }
}
