package dev.kintsugi.api.pages;

import dev.kintsugi.model.file.Sha256;
import io.vertx.core.http.impl.MimeMapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * A file of the pages as it is sent.
 *
 * @param type its media type
 * @param tag its strong entity tag
 * @param content its bytes
 */
record Page(String type, String tag, byte[] content) {

    /** Reads a resource of the program; nothing if there is none. Blocks. */
    static Optional<Page> read(String resource) {
        try (var in = Page.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                return Optional.empty();
            }
            var content = in.readAllBytes();
            return Optional.of(new Page(type(resource), '"' + Sha256.of(content).substring(0, 32) + '"', content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String type(String resource) {
        var type = Optional.ofNullable(MimeMapping.getMimeTypeForFilename(resource))
                .orElse("application/octet-stream");
        return type.startsWith("text/") ? type + ";charset=UTF-8" : type;
    }
}
