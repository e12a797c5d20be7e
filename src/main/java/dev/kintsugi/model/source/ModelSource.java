package dev.kintsugi.model.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/** A kind of place that model files come from, known by the scheme of its URIs. */
public interface ModelSource {

    /** The scheme, without the colon. */
    String scheme();

    /** Opens the file for reading from its beginning. */
    InputStream open(URI uri) throws IOException;
}
