package dev.kintsugi.generation.custom;

import dev.kintsugi.recovery.classification.ConnectionProblem;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * An address that each failure is posted to as JSON and that answers 200 with a suggestion, or 204 to try again. The address may
 * be a secret: it is in no text, and neither is what was thrown, which may have it.
 */
final class WebhookStrategy implements CustomStrategy {

    private static final int OK = 200;
    private static final int NO_CONTENT = 204;

    private final String name;
    private final Set<FailureType> types;
    private final RequestOptions request;
    private final Duration timeout;
    private final Suggestions suggestions;
    private final HttpClient http;

    WebhookStrategy(String name, Set<FailureType> types, Webhook webhook, Suggestions suggestions, Vertx vertx) {
        this.timeout = webhook.timeout();
        this.name = name;
        this.types = types;
        this.request = webhook.request();
        this.suggestions = suggestions;
        this.http = webhook.client(vertx);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean answers(Failure failure) {
        return ConfiguredStrategies.answers(types, failure);
    }

    @Override
    public Uni<Suggestion> suggest(Consultation about) {
        var question = Buffer.buffer(suggestions.question(about));
        return Uni.createFrom()
                .<Suggestion>emitter(emitter -> http.request(new RequestOptions(request))
                        .compose(call -> {
                            // One that drips would be read for ever.
                            emitter.onTermination(call::reset);
                            return call.send(question).compose(this::read);
                        })
                        .onComplete(emitter::complete, emitter::fail))
                .ifNoItem()
                .after(timeout)
                .fail()
                .onFailure(thrown -> !(thrown instanceof TypedException))
                .transform(this::failed);
    }

    private Future<Suggestion> read(HttpClientResponse response) {
        var status = response.statusCode();
        if (status == NO_CONTENT) {
            return Future.succeededFuture(new Suggestion.Retry(Duration.ZERO));
        }
        if (status != OK) {
            response.exceptionHandler(_ -> {}); // an answer that is not wanted
            response.request().reset();
            return Future.failedFuture(
                    new TypedException(FailureType.EXTERNAL_API_ERROR, "the webhook answered " + status));
        }
        return body(response).map(answer -> suggestions.read(answer.getBytes()));
    }

    private static Future<Buffer> body(HttpClientResponse response) {
        var whole = Promise.<Buffer>promise();
        var read = Buffer.buffer();
        response.exceptionHandler(whole::tryFail);
        response.endHandler(_ -> whole.tryComplete(read));
        response.handler(part -> {
            read.appendBuffer(part);
            if (read.length() > Suggestions.LONGEST_ANSWER) {
                response.request().reset();
                whole.tryFail(Suggestions.refused("is too long"));
            }
        });
        return whole.future();
    }

    private TypedException failed(Throwable thrown) {
        var late = thrown instanceof TimeoutException || thrown instanceof io.smallrye.mutiny.TimeoutException;
        Log.warnf(
                "the webhook of the strategy %s failed: %s",
                name, late ? "it did not answer in time" : ConnectionProblem.of(thrown));
        return new TypedException(
                FailureType.EXTERNAL_API_ERROR,
                late
                        ? "the webhook did not answer within " + timeout.toMillis() + " ms"
                        : "the webhook cannot be reached");
    }
}
