package dev.kintsugi.corpus;

import static dev.kintsugi.recovery.failure.FailureType.*;

import dev.kintsugi.recovery.failure.FailureType;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.InternalServerErrorException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.ServerErrorException;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.WebApplicationException;
import java.nio.file.Path;
import java.util.List;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

/** Requests that can be read but are not allowed, by the rules of their fields or of HTTP. */
final class ValidationFaults extends Boundary {

    /** A request with rules. */
    record Wanted(
            @NotBlank @Size(max = 10) String prompt,
            @Min(1) @Max(4) int n,
            @Pattern(regexp = "\\d+x\\d+") String size,
            @Valid List<Part> parts) {}

    /** A part of it with a rule of its own. */
    record Part(@NotNull String name) {}

    private final Validator validator = own(Validation.byDefaultProvider()
                    .configure()
                    .messageInterpolator(new ParameterMessageInterpolator())
                    .buildValidatorFactory())
            .getValidator();

    ValidationFaults(Path folder) {
        super("validation", "http");
        check("text missing", new Wanted(null, 1, null, null));
        check("text blank", new Wanted(" ", 1, null, null));
        check("text too long", new Wanted("a".repeat(11), 1, null, null));
        check("number too small", new Wanted("a", 0, null, null));
        check("number too large", new Wanted("a", 5, null, null));
        check("text of another pattern", new Wanted("a", 1, "big", null));
        check("part without a name", new Wanted("a", 1, null, List.of(new Part(null))));
        check("all at once", new Wanted("", -1, "x", List.of(new Part(null), new Part(null))));
        statuses();
    }

    private void check(String id, Wanted wanted) {
        fault(id, INVALID_PARAMETERS, () -> {
            var violations = validator.validate(wanted);
            if (violations.size() == 1) {
                throw new ConstraintViolationException(violations);
            }
            // Their order is another one each time, and so would be the message.
            throw new ConstraintViolationException("several fields are wrong", violations);
        });
    }

    private void statuses() {
        status(new BadRequestException(), INVALID_PARAMETERS);
        status(new NotAuthorizedException("Bearer"), AUTHENTICATION_FAILED);
        status(new ForbiddenException(), PERMISSION_DENIED);
        status(new NotFoundException(), UNSUPPORTED_OPERATION);
        status(new NotAllowedException("GET"), UNSUPPORTED_OPERATION);
        status(new NotSupportedException(), UNSUPPORTED_OPERATION);
        status(new WebApplicationException(409), CONCURRENT_ACCESS_ERROR);
        status(new ClientErrorException(413), INVALID_PARAMETERS);
        status(new ClientErrorException(429), RATE_LIMIT_EXCEEDED);
        status(new InternalServerErrorException(), INTERNAL_ERROR);
        status(new ServerErrorException(502), EXTERNAL_API_ERROR);
        status(new ServiceUnavailableException(), MODEL_OVERLOADED);
        status(new ServerErrorException(504), INFERENCE_TIMEOUT);
        status(new ServerErrorException(507), STORAGE_SPACE_INSUFFICIENT);
    }

    private void status(WebApplicationException thrown, FailureType expected) {
        fault("status " + thrown.getResponse().getStatus(), expected, () -> {
            throw thrown;
        });
    }
}
