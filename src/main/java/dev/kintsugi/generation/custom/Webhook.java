package dev.kintsugi.generation.custom;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The URL that failures are posted to.
 *
 * @param token sent as a bearer token, if there is one
 * @param timeout of the whole call
 */
record Webhook(URI address, Optional<String> token, Duration timeout) {

    private static final int MOST_AT_A_TIME = 16;

    /** One call, with JSON in its body and in its answer. */
    RequestOptions request() {
        var request = new RequestOptions()
                .setAbsoluteURI(address.toString())
                .setMethod(HttpMethod.POST)
                .setTimeout(timeout.toMillis())
                .addHeader("Content-Type", "application/json")
                .addHeader("Accept", "application/json");
        token.ifPresent(secret -> request.addHeader("Authorization", "Bearer " + secret));
        return request;
    }

    /** A client of its own: a webhook that hangs takes no connection from others. */
    HttpClient client(Vertx vertx) {
        return vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) Math.min(Integer.MAX_VALUE, timeout.toMillis()))
                .setMaxPoolSize(MOST_AT_A_TIME)
                .setMaxWaitQueueSize(MOST_AT_A_TIME));
    }
}
