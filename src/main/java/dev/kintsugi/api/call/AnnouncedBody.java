package dev.kintsugi.api.call;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Set;

/** What the head of a request says of the body that follows (RFC 9110, section 8.6; RFC 9112, section 6). */
final class AnnouncedBody {

    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    private final HttpServerRequest request;

    AnnouncedBody(HttpServerRequest request) {
        this.request = request;
    }

    /** Whether the method is one that sends something. */
    boolean isExpected() {
        return WITH_BODY.contains(request.method());
    }

    /** Whether its length is told before. */
    boolean hasLength() {
        return request.headers().contains(HttpHeaders.CONTENT_LENGTH);
    }

    /** Whether it comes although its length is not told before. */
    boolean isStreamed() {
        return !hasLength()
                && (request.version() == HttpVersion.HTTP_2
                        ? !request.isEnded()
                        : request.headers().contains(HttpHeaders.TRANSFER_ENCODING));
    }

    /**
     * Whether REST has to read it itself, up to the limit: it pauses each request before, which HTTP/2 refuses once all of a request is
     * there, as it is after a body handler.
     */
    boolean isLimitedByRest() {
        return request.version() == HttpVersion.HTTP_2;
    }

    /** In bytes; 0 if it is not told. */
    long length() {
        try {
            var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
            return length == null ? 0 : Long.parseLong(length.strip());
        } catch (NumberFormatException e) {
            return 0; // the server refuses it itself
        }
    }
}
