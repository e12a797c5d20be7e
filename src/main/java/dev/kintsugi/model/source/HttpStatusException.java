package dev.kintsugi.model.source;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;

/** Another machine was reached and answered with something else than what it was asked for (RFC 9110, 15.3 to 15.6). */
final class HttpStatusException extends IOException {

    private final int status;

    private HttpStatusException(int status, URI uri) {
        // Queries and user information may carry a secret.
        super("HTTP status " + status + " from " + uri.getScheme() + "://" + uri.getHost() + uri.getPath());
        this.status = status;
    }

    /** The response itself, if it is a success. */
    public static <T> HttpResponse<T> unlessSuccessful(HttpResponse<T> response) throws HttpStatusException {
        if (response.statusCode() / 100 != 2) {
            throw new HttpStatusException(response.statusCode(), response.uri());
        }
        return response;
    }

    public int status() {
        return status;
    }
}
