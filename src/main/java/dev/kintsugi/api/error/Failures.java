package dev.kintsugi.api.error;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Understands what REST itself throws before a request reaches the service: bodies, fields, methods, media types. */
@ApplicationScoped
public class Failures {

    /** What a caller did wrong on the level of HTTP, which has more statuses than there are kinds of failure. */
    public record Refusal(Failure failure, int status) {}

    /** Causes can go in a circle. */
    private static final Pattern TWICE = Pattern.compile("Duplicate field '([^']{1,100})'");

    private static final int DEEPEST = 32;

    private final Classification classification;
    private final FailureCatalog catalog;

    Failures(Classification classification, FailureCatalog catalog) {
        this.classification = classification;
        this.catalog = catalog;
    }

    /** The failure that an exception stands for and the status that reports it. */
    public Refusal understand(Throwable thrown, String correlationId) {
        var context = new FailureContext(correlationId, "http", "", "", "", Map.of());
        var typed = translate(thrown);
        var failure = classification.classify(typed == null ? thrown : typed, context);
        return new Refusal(failure, status(thrown, failure));
    }

    private int status(Throwable thrown, Failure failure) {
        if (malformed(thrown) != null) {
            return 400;
        }
        return thrown instanceof WebApplicationException web
                ? web.getResponse().getStatus()
                : catalog.profile(failure.type()).status();
    }

    private static @Nullable TypedException translate(Throwable thrown) {
        var json = malformed(thrown);
        if (json != null) {
            return json(json);
        }
        return switch (thrown) {
            case ConstraintViolationException e -> TypedException.invalid(fields(e.getConstraintViolations()));
            case UnknownJob _ -> TypedException.invalid(List.of(new FieldError("id", UnknownJob.TEXT)));
            case WebApplicationException e -> web(e);
            default -> null;
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
            case 431 -> invalid("the headers are too large");
            case 415 ->
                new TypedException(
                        FailureType.UNSUPPORTED_OPERATION,
                        "the body must be JSON, with Content-Type: application/json");
            default ->
                e.getResponse().getStatus() < 500
                        ? invalid("the request cannot be answered as it is")
                        : new TypedException(FailureType.INTERNAL_ERROR, "the request failed", e);
        };
    }

    private static TypedException json(JsonProcessingException e) {
        if (e instanceof MismatchedInputException mismatch && mismatch.getPath().isEmpty()) {
            return invalid("the body must be one JSON object");
        }
        var twice = TWICE.matcher(String.valueOf(e.getOriginalMessage()));
        if (twice.lookingAt()) {
            return invalid("the body has the field '" + twice.group(1) + "' twice");
        }
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            var field = mapping.getPath().stream()
                    .map(part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : part.getFieldName())
                    .collect(Collectors.joining("."));
            return TypedException.invalid(List.of(new FieldError(field, "has a value of the wrong kind")));
        }
        var where = e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
        return invalid("the body is not valid JSON" + where);
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

    private static @Nullable JsonProcessingException malformed(Throwable thrown) {
        var deep = 0;
        for (Throwable t = thrown; t != null && deep < DEEPEST && !(t instanceof TypedException); t = t.getCause()) {
            if (t instanceof JsonProcessingException json) {
                return RequestFailures.isOurs(json) ? null : json;
            }
            deep++;
        }
        return null;
    }
}
