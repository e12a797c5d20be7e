package dev.kintsugi.api.error;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.kintsugi.api.AskedKind;
import dev.kintsugi.api.error.Failures.Refusal;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.ValidationException;
import jakarta.ws.rs.WebApplicationException;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers every exception that leaves REST, the only mapper there is. */
class ErrorMapper {

    private static final int NOT_ALLOWED = 405;

    /** What the caller of a part that is not there is told. */
    private static final List<String> OF_PARTS = List.of("Accept-Ranges", "Content-Range");

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
        var form = Refusals.form(problem, refusal, call);
        var response = RestResponse.ResponseBuilder.<Object>create(form.status())
                .entity(form.body())
                .header("Content-Type", form.mediaType())
                .header("Vary", "Accept")
                .header("Cache-Control", "no-store");
        if (refusal.status() == NOT_ALLOWED) {
            response.header("Allow", AllowedMethods.of(call.normalizedPath()));
        }
        if (thrown instanceof WebApplicationException web) {
            OF_PARTS.forEach(name -> response.header(name, web.getResponse().getHeaderString(name)));
        }
        wait.ifPresent(seconds -> response.header("Retry-After", seconds));
        return response.build();
    }
}
