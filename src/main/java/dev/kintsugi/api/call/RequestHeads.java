package dev.kintsugi.api.call;

import dev.kintsugi.api.error.Refusals;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.ClientErrorException;
import java.util.Optional;

/** Refuses what the head of a request asks for and nothing here can do, on every path: it would be ignored without a word. */
@ApplicationScoped
class RequestHeads {

    private static final int BEFORE_BODIES = 910;

    private final Refusals refusals;

    RequestHeads(Refusals refusals) {
        this.refusals = refusals;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_BODIES);
    }

    private void check(RoutingContext call) {
        mistake(call.request()).ifPresentOrElse(wrong -> refusals.answer(call, wrong), call::next);
    }

    private static Optional<ClientErrorException> mistake(HttpServerRequest request) {
        var headers = request.headers();
        if (headers.getAll(HttpHeaders.HOST).size() > 1) { // RFC 9112, section 3.2
            return Optional.of(
                    refused(400, FailureType.INVALID_PARAMETERS, "the request has more than one header Host"));
        }
        if (!headers.getAll(HttpHeaders.EXPECT).stream().allMatch(RequestHeads::isContinue)) {
            return Optional.of(new ClientErrorException(417));
        }
        if (!headers.getAll(HttpHeaders.ACCEPT).stream().allMatch(RequestHeads::endsItsQuotes)) {
            return Optional.of(new ClientErrorException(406));
        }
        return headers.getAll(HttpHeaders.CONTENT_ENCODING).stream().allMatch(RequestHeads::isPlain)
                ? Optional.empty()
                : Optional.of(refused(
                        415,
                        FailureType.UNSUPPORTED_OPERATION,
                        "bodies of requests must not be compressed: send it without Content-Encoding"));
    }

    private static boolean isContinue(String expected) {
        return expected.isBlank() || expected.strip().equalsIgnoreCase("100-continue");
    }

    /** The metrics take a quote that does not end for a fault of their own. */
    private static boolean endsItsQuotes(String accepted) {
        return accepted.chars().filter(character -> character == '"').count() % 2 == 0;
    }

    private static boolean isPlain(String encoding) {
        return encoding.isBlank() || encoding.strip().equalsIgnoreCase("identity");
    }

    private static ClientErrorException refused(int status, FailureType type, String text) {
        return new ClientErrorException(status, new TypedException(type, text));
    }
}
