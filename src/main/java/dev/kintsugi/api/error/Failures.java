package dev.kintsugi.api.error;

import dev.kintsugi.api.Correlation;
import dev.kintsugi.job.support.JobLosses;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.report.problem.Problems;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Understands what REST itself throws before a request reaches the service: bodies, fields, methods, media types. */
@ApplicationScoped
public class Failures {

    /** What a caller did wrong on the level of HTTP, which has more statuses than there are kinds of failure. */
    public record Refusal(Failure failure, int status) {}

    private final Classification classification;
    private final FailureCatalog catalog;
    private final JobLosses losses;

    Failures(Classification classification, FailureCatalog catalog, JobLosses losses) {
        this.losses = losses;
        this.classification = classification;
        this.catalog = catalog;
    }

    /** The failure that the exception of a call stands for and the status that reports it. */
    Refusal understand(Throwable thrown, RoutingContext call) {
        var refusal = understand(thrown, Correlation.of(call));
        var path = call.normalizedPath();
        if (refusal.failure().type() != FailureType.UNSUPPORTED_OPERATION || !OpenAiError.speaks(path)) {
            return refusal;
        }
        return switch (refusal.status()) {
            case 404, 405 -> {
                var text = OpenAiError.notOffered(call.request().method().name(), path);
                var failure = classification.classify(
                        new TypedException(FailureType.UNSUPPORTED_OPERATION, text),
                        refusal.failure().context());
                yield new Refusal(failure, refusal.status());
            }
            default -> refusal;
        };
    }

    /** The failure that an exception stands for and the status that reports it. */
    public Refusal understand(Throwable thrown, String correlationId) {
        var context = new FailureContext(correlationId, "http", "", "", "", Map.of());
        var malformed = MalformedJson.find(thrown);
        var understood = malformed.isPresent() ? malformed : translate(thrown);
        var failure = classification.classify(understood.isPresent() ? understood.get() : thrown, context);
        return new Refusal(failure, malformed.isPresent() ? 400 : status(thrown, failure));
    }

    private int status(Throwable thrown, Failure failure) {
        return thrown instanceof WebApplicationException web
                ? web.getResponse().getStatus()
                : Problems.status(failure, catalog);
    }

    private Optional<TypedException> translate(Throwable thrown) {
        return switch (thrown) {
            case ConstraintViolationException e ->
                Optional.of(TypedException.invalid(fields(e.getConstraintViolations())));
            case UnknownJob unknown -> {
                var hint = unknown.isPossible() ? losses.hint() : "";
                yield Optional.of(TypedException.invalid(List.of(new FieldError("id", UnknownJob.TEXT + hint))));
            }
            case WebApplicationException e when e.getCause() instanceof TypedException known -> Optional.of(known);
            case WebApplicationException e -> Optional.of(web(e));
            default -> Optional.empty();
        };
    }

    private static TypedException web(WebApplicationException e) {
        return switch (e.getResponse().getStatus()) {
            case 400 ->
                invalid(
                        "the request cannot be read: check its request line, the percent signs in its address, its headers, and the sizes of its chunks");
            case 401 -> new TypedException(FailureType.AUTHENTICATION_FAILED, "this needs a valid key");
            case 403 -> new TypedException(FailureType.PERMISSION_DENIED, "this key does not allow that");
            case 404 -> new TypedException(FailureType.UNSUPPORTED_OPERATION, "there is nothing under this path");
            case 405 -> new TypedException(FailureType.UNSUPPORTED_OPERATION, "this path has no such method");
            case 406 ->
                new TypedException(
                        FailureType.UNSUPPORTED_OPERATION,
                        "this path cannot answer with any of the media types in Accept");
            case 408 -> invalid("the body did not arrive in time; send the request again");
            case 413 -> invalid("the request is too large");
            case 414 -> invalid("the request line is too long");
            case 416 -> invalid("the content has no such part as Range names; Content-Range says how long it is");
            case 417 -> invalid("the expectation in Expect is not known: there is only 100-continue");
            case 431 -> invalid("the headers are too large");
            case 415 ->
                new TypedException(
                        FailureType.UNSUPPORTED_OPERATION,
                        "the body must be JSON, with Content-Type: application/json");
            case 501 ->
                new TypedException(
                        FailureType.UNSUPPORTED_OPERATION,
                        "this version of HTTP is not supported: there are HTTP/1.0, HTTP/1.1 and HTTP/2");
            default ->
                e.getResponse().getStatus() < 500
                        ? invalid("the request cannot be answered as it is")
                        : new TypedException(FailureType.INTERNAL_ERROR, "the request failed", e);
        };
    }

    private static TypedException invalid(String message) {
        return new TypedException(FailureType.INVALID_PARAMETERS, message);
    }

    /** Constraint violations as field errors, in the order of the fields' names. */
    public static List<FieldError> fields(Set<? extends ConstraintViolation<?>> violations) {
        return violations.stream()
                .map(violation -> {
                    var path = violation.getPropertyPath().toString();
                    return new FieldError(snake(path.substring(path.lastIndexOf('.') + 1)), violation.getMessage());
                })
                .sorted(Comparator.comparing(FieldError::field))
                .toList();
    }

    private static String snake(String camel) {
        return camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
