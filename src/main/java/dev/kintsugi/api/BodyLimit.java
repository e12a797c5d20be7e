package dev.kintsugi.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.report.Problem;
import dev.kintsugi.report.Problems;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.ClientErrorException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses bodies that announce to be too large before they are read, and says so; Quarkus would say nothing. */
@ApplicationScoped
class BodyLimit {

    private static final int AFTER_CORRELATION = 900;
    private static final int TOO_LARGE = 413;

    private final Failures failures;
    private final Problems problems;
    private final ObjectMapper json;
    private final long most;

    BodyLimit(
            Failures failures,
            Problems problems,
            ObjectMapper json,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize most) {
        this.failures = failures;
        this.problems = problems;
        this.json = json;
        this.most = most.asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, AFTER_CORRELATION);
    }

    private void check(RoutingContext call) {
        if (length(call) <= most) {
            call.next();
            return;
        }
        var path = call.normalizedPath();
        var refusal = failures.understand(new ClientErrorException(TOO_LARGE), Correlation.of(call));
        var problem = problems.of(refusal.failure(), path, TOO_LARGE);
        var openAi = OpenAiError.speaks(path);
        call.response()
                .setStatusCode(TOO_LARGE)
                .putHeader("Connection", "close")
                .putHeader("Content-Type", openAi ? "application/json" : Problem.MEDIA_TYPE)
                .end(write(openAi ? OpenAiError.of(problem, TOO_LARGE) : problem))
                .onComplete(_ -> call.request().connection().close());
    }

    private static long length(RoutingContext call) {
        try {
            var length = call.request().getHeader("Content-Length");
            return length == null ? 0 : Long.parseLong(length.strip());
        } catch (NumberFormatException e) {
            return 0; // the server refuses it itself
        }
    }

    private String write(Object body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem cannot be written", e);
        }
    }
}
