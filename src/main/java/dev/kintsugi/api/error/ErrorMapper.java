package dev.kintsugi.api.error;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.kintsugi.api.AskedKind;
import dev.kintsugi.api.error.Failures.Refusal;
import dev.kintsugi.report.problem.Problem;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.ValidationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers every exception that leaves REST, the only mapper there is. */
class ErrorMapper {

    private static final int NOT_ALLOWED = 405;

    private final Failures failures;
    private final Refusals refusals;

    ErrorMapper(Failures failures, Refusals refusals) {
        this.failures = failures;
        this.refusals = refusals;
    }

    @ServerExceptionMapper({
        Throwable.class,
        WebApplicationException.class,
        ValidationException.class,
        MismatchedInputException.class
    })
    RestResponse<Object> map(Throwable thrown, RoutingContext call) {
        var refusal = failures.understand(thrown, call);
        CallLog.failed(call, refusal, thrown);
        return answer(thrown, refusal, call);
    }

    private RestResponse<Object> answer(Throwable thrown, Refusal refusal, RoutingContext call) {
        var wait = refusals.comeBack(thrown, refusal, AskedKind.of(call));
        var problem = refusals.problem(refusal, call, wait);
        var openAi = OpenAiError.speaks(call.normalizedPath());
        var status = openAi ? OpenAiError.status(refusal.status()) : refusal.status();
        var body = openAi ? OpenAiError.of(problem) : problem;
        var type = openAi ? MediaType.APPLICATION_JSON : Problem.MEDIA_TYPE;
        var response =
                RestResponse.ResponseBuilder.<Object>create(status).entity(body).header("Content-Type", type);
        if (refusal.status() == NOT_ALLOWED) {
            response.header("Allow", AllowedMethods.of(call.normalizedPath()));
        }
        wait.ifPresent(seconds -> response.header("Retry-After", seconds));
        return response.build();
    }
}
