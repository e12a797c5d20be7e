package dev.kintsugi.ops.alert.channel;

import dev.kintsugi.recovery.classification.ConnectionProblem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** Posts JSON to one address. Redirects are not followed, and of an answer only the status counts. */
final class HttpPost {

    private static final int MOST_AT_A_TIME = 2;
    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY_REQUESTS = 429;

    private final HttpClient http;
    private final RequestOptions options;
    private final Duration timeout;
    private final InstantSource clock;

    /** @param authorization the value of the header, if there is one */
    HttpPost(URI address, Optional<String> authorization, Duration timeout, Vertx vertx, InstantSource clock) {
        this.http = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) Math.min(Integer.MAX_VALUE, timeout.toMillis()))
                .setMaxPoolSize(MOST_AT_A_TIME)
                .setMaxWaitQueueSize(MOST_AT_A_TIME));
        this.options = new RequestOptions()
                .setAbsoluteURI(address.toString())
                .setMethod(HttpMethod.POST)
                .setFollowRedirects(false)
                .addHeader("Content-Type", "application/json")
                .addHeader("User-Agent", "Kintsugi");
        authorization.ifPresent(secret -> options.addHeader("Authorization", secret));
        this.timeout = timeout;
        this.clock = clock;
    }

    /** Fails with {@link NotDelivered} only. */
    Future<Void> send(String json) {
        var call = new AtomicReference<HttpClientRequest>();
        var over = Promise.<Void>promise();
        http.request(new RequestOptions(options))
                .compose(request -> {
                    call.set(request);
                    if (over.future().isComplete()) {
                        request.reset(); // else it would keep its connection from others
                        return Future.<HttpClientResponse>failedFuture(new TimeoutException());
                    }
                    return request.send(Buffer.buffer(json));
                })
                .compose(this::read)
                .onComplete(over::tryComplete, over::tryFail);
        return over.future()
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(_ -> {
                    over.tryFail("late");
                    // One that drips would be read for ever.
                    Optional.ofNullable(call.get()).ifPresent(HttpClientRequest::reset);
                })
                .recover(thrown -> Future.failedFuture(problem(thrown)));
    }

    private Future<Void> read(HttpClientResponse response) {
        var status = response.statusCode();
        if (status < 200 || status > 299) {
            response.exceptionHandler(_ -> {}); // an answer that is not wanted
            response.request().reset();
            return Future.failedFuture(
                    refusal(status, RetryAfter.of(response.getHeader("Retry-After"), clock.instant())));
        }
        var read = Promise.<Void>promise();
        response.exceptionHandler(_ -> read.tryComplete()); // it has said that it took it
        response.endHandler(_ -> read.tryComplete());
        response.handler(new io.vertx.core.Handler<>() {
            private int length;

            @Override
            public void handle(Buffer part) {
                length += part.length();
                if (length > LONGEST_ANSWER) {
                    response.request().reset();
                    read.tryComplete();
                }
            }
        });
        return read.future();
    }

    private static NotDelivered refusal(int status, Optional<Duration> retryAfter) {
        var problem = "it answered " + status;
        var mayWorkLater =
                status >= 500 || status == REQUEST_TIMEOUT || status == TOO_EARLY || status == TOO_MANY_REQUESTS;
        return mayWorkLater ? NotDelivered.forNow(problem, retryAfter) : NotDelivered.forGood(problem);
    }

    private NotDelivered problem(Throwable thrown) {
        return switch (thrown) {
            case NotDelivered known -> known;
            case TimeoutException _ ->
                NotDelivered.forNow("it did not answer within " + timeout.toMillis() + " ms", Optional.empty());
            default -> NotDelivered.forNow(ConnectionProblem.of(thrown), Optional.empty());
        };
    }
}
