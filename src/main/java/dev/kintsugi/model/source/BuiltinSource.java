package dev.kintsugi.model.source;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.NoSuchFileException;

/** The models that are shipped inside the service: {@code builtin:<model>/<version>/<file>}. */
@ApplicationScoped
public class BuiltinSource implements ModelSource {

    public static final String SCHEME = "builtin";

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public InputStream open(URI uri) throws IOException {
        return open(uri.getSchemeSpecificPart());
    }

    public static InputStream open(String path) throws IOException {
        var in = BuiltinSource.class.getResourceAsStream("/builtin/" + path);
        if (in == null) {
            throw new NoSuchFileException("builtin:" + path);
        }
        return in;
    }
}
