package dev.kintsugi.api.error;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.api.AskedKind;
import dev.kintsugi.api.Correlation;
import dev.kintsugi.api.RefusedCalls;
import dev.kintsugi.api.error.Failures.Refusal;
import dev.kintsugi.api.html.ProblemPage;
import dev.kintsugi.job.drain.RestartRefusal;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.report.problem.Problem;
import dev.kintsugi.report.problem.Problems;
import dev.kintsugi.report.problem.RetryAfter;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Answers calls that never reach REST: a problem document, or OpenAI's envelope, and the end of the connection. Must be
 * called on the call's event loop.
 */
@ApplicationScoped
public class Refusals {

    /** In place of a kind. */
    private static final String NO_WORK = "none";

    private final Failures failures;
    private final Problems problems;
    private final RetryAfter retryAfter;
    private final RefusedCalls calls;
    private final ObjectMapper json;

    Refusals(Failures failures, Problems problems, RetryAfter retryAfter, RefusedCalls calls, ObjectMapper json) {
        this.failures = failures;
        this.problems = problems;
        this.retryAfter = retryAfter;
        this.calls = calls;
        this.json = json;
    }

    /** Answers as an exception would be answered; nothing if the answer has begun already. */
    public void answer(RoutingContext call, RuntimeException thrown) {
        if (call.response().headWritten() || call.response().closed()) {
            return;
        }
        var refusal = failures.understand(thrown, call);
        var wait = comeBack(thrown, refusal, AskedKind.of(call));
        var problem = problem(refusal, call, wait);
        var form = form(problem, refusal, call);
        var response = call.response()
                .setStatusCode(form.status())
                .putHeader("Content-Type", form.mediaType())
                .putHeader("Vary", "Accept")
                .putHeader("Cache-Control", "no-store");
        wait.ifPresent(seconds -> response.putHeader("Retry-After", String.valueOf(seconds)));
        var body = form.body() instanceof String page ? page : write(form.body());
        if (call.request().version() == HttpVersion.HTTP_2) {
            response.end(body);
        } else {
            response.putHeader("Connection", "close")
                    .end(body)
                    .onComplete(_ -> call.request().connection().close());
        }
    }

    /**
     * What a caller gets.
     *
     * @param body a text as it is sent, or what is to be written as JSON
     */
    record Form(int status, String mediaType, Object body) {}

    /** As the caller reads it: a page, OpenAI's envelope or the problem document. */
    static Form form(Problem problem, Refusal refusal, RoutingContext call) {
        var openAi = OpenAiError.speaks(call.normalizedPath());
        var status = openAi ? OpenAiError.status(refusal.status()) : refusal.status();
        if (ProblemPage.isWanted(call.request().getHeader("Accept"))) {
            return new Form(status, ProblemPage.MEDIA_TYPE, ProblemPage.of(problem, status));
        }
        return openAi
                ? new Form(status, MediaType.APPLICATION_JSON, OpenAiError.of(problem))
                : new Form(status, Problem.MEDIA_TYPE, problem);
    }

    /**
     * The document of a call that is refused, which is counted.
     *
     * @param wait in how many seconds the caller should come back, if that helps
     */
    Problem problem(Refusal refusal, RoutingContext call, Optional<Integer> wait) {
        var failure = about(refusal.failure(), call.request().method(), AskedKind.known(call));
        calls.count(failure, call);
        var problem = problems.of(failure, call.normalizedPath(), refusal.status());
        return wait.map(problem::comeBackIn).orElse(problem);
    }

    /** What helps only with work of some kind is no help to a call that asks for none. */
    static Failure about(Failure failure, HttpMethod method, Optional<WorkKind> asked) {
        if (asked.isPresent()) {
            return failure.with(WorkKind.PARAMETER, asked.get().code());
        }
        var known = failure.context().parameters().containsKey(WorkKind.PARAMETER);
        return known || method.equals(HttpMethod.POST) ? failure : failure.with(WorkKind.PARAMETER, NO_WORK);
    }

    /**
     * A whole answer of HTTP/1.1 to a request that cannot be read.
     *
     * @param path how its path begins, so far as it is known
     */
    String answer(int status, String correlationId, String path) {
        var refusal = failures.understand(new WebApplicationException(status), correlationId);
        calls.countUnreadable(refusal.failure());
        var problem = problems.of(refusal.failure(), "", status);
        var openAi = OpenAiError.speaks(path);
        var body = write(openAi ? OpenAiError.of(problem) : problem);
        return "HTTP/1.1 " + status + " " + HttpResponseStatus.valueOf(status).reasonPhrase()
                + "\r\nContent-Type: " + (openAi ? MediaType.APPLICATION_JSON : Problem.MEDIA_TYPE)
                + "\r\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length
                + "\r\n" + Correlation.HEADER + ": " + correlationId
                + "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n" + body;
    }

    /** In how many seconds the caller should come back, if that helps: after a restart not only when the queue of before would be done. */
    Optional<Integer> comeBack(Throwable thrown, Refusal refusal, WorkKind kind) {
        return wait(thrown, refusal, kind).map(RetryAfter::seconds);
    }

    private Optional<Duration> wait(Throwable thrown, Refusal refusal, WorkKind kind) {
        if (thrown instanceof NotYetAnswered) {
            return Optional.of(NotYetAnswered.COME_BACK);
        }
        return RestartRefusal.is(thrown)
                ? Optional.of(RestartRefusal.COME_BACK)
                : retryAfter.of(refusal.failure(), refusal.status(), kind);
    }

    private String write(Object body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem cannot be written", e);
        }
    }
}
