package dev.kintsugi.api.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kintsugi.api.html.Header;
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
            var content = resource.endsWith(".html") ? withHeader(resource, in.readAllBytes()) : in.readAllBytes();
            return Optional.of(new Page(type(resource), '"' + Sha256.of(content).substring(0, 32) + '"', content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] withHeader(String resource, byte[] content) {
        var name = resource.substring(resource.lastIndexOf('/') + 1, resource.length() - ".html".length());
        var page = new String(content, UTF_8);
        return page.contains(Header.MARK)
                ? page.replace(Header.MARK, Header.of(name.equals("index") ? "/" : "/" + name))
                        .getBytes(UTF_8)
                : content;
    }

    private static String type(String resource) {
        var type = Optional.ofNullable(MimeMapping.getMimeTypeForFilename(resource))
                .orElse("application/octet-stream");
        return type.startsWith("text/") ? type + ";charset=UTF-8" : type;
    }
}
