package dev.kintsugi.faults.fault;

import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds everything that is wrong with a fault that is asked for at once. */
final class FaultCheck {

    private static final int LONGEST_SECONDS = 86_400;

    private final List<FieldError> errors = new ArrayList<>();

    private final List<String> stages;

    private FaultCheck(List<String> stages) {
        this.stages = stages;
    }

    /**
     * The kind that is asked for.
     *
     * @param stages the codes of those that there are
     * @throws TypedException invalid_parameters with every field that is wrong
     */
    static FaultKind check(FaultRequest request, List<String> stages) {
        var check = new FaultCheck(stages);
        var kind = check.kind(request);
        check.trigger(request);
        if (request.matcher() != null) {
            check.matcher(request.matcher(), Boundary.of(String.valueOf(request.boundary())));
        }
        check.unknown("", request.unknown());
        if (kind == null || !check.errors.isEmpty()) {
            throw TypedException.invalid(check.errors);
        }
        return kind;
    }

    private @Nullable FaultKind kind(FaultRequest request) {
        var boundary = Boundary.of(String.valueOf(request.boundary())).orElse(null);
        if (boundary == null) {
            wrong(
                    "boundary",
                    "must be one of "
                            + Arrays.stream(Boundary.values())
                                    .map(Boundary::code)
                                    .collect(Collectors.joining(", ")));
            return null;
        }
        if (boundary.obstacle().isPresent()) {
            wrong("boundary", "is not available: " + boundary.obstacle().get());
            return null;
        }
        var kind = boundary.kinds().stream()
                .filter(known -> known.code().equals(request.kind()))
                .findFirst();
        if (kind.isEmpty()) {
            wrong(
                    "kind",
                    "must be one of "
                            + boundary.kinds().stream().map(FaultKind::code).collect(Collectors.joining(", ")));
        }
        return kind.orElse(null);
    }

    private void trigger(FaultRequest request) {
        var rate = request.rate();
        if (rate != null && !(rate > 0 && rate <= 1)) {
            wrong("rate", "must be more than 0 and at most 1");
        }
        if (request.count() != null && request.count() < 1) {
            wrong("count", "must be at least 1");
        }
        var seconds = request.expiresIn();
        if (seconds != null && (seconds < 1 || seconds > LONGEST_SECONDS)) {
            wrong("expires_in", "must be from 1 to " + LONGEST_SECONDS + " seconds");
        }
    }

    private void matcher(FaultMatcher matcher, Optional<Boundary> boundary) {
        if (matcher.phase() != null && !stages.contains(matcher.phase())) {
            wrong("matcher.phase", "must be one of " + String.join(", ", stages));
        }
        if (matcher.parameters() != null) {
            new TreeSet<>(matcher.parameters().keySet())
                    .stream()
                            .filter(name -> !InjectionPoint.PARAMETERS.contains(name))
                            .forEach(name -> wrong(
                                    "matcher.parameters." + name,
                                    "must be one of " + String.join(", ", new TreeSet<>(InjectionPoint.PARAMETERS))));
        }
        if (boundary.filter(it -> it == Boundary.DISK || it == Boundary.STORE || it == Boundary.CLOCK)
                        .isPresent()
                && matcher.looksAtRequests()) {
            wrong("matcher", "cannot match requests here: a write does not know which request it belongs to");
        }
        if (boundary.filter(it -> it != Boundary.DISK).isPresent() && matcher.file() != null) {
            wrong("matcher.file", "is for the disk only");
        }
        unknown("matcher.", matcher.unknown());
    }

    private void unknown(String prefix, @Nullable Map<String, Object> fields) {
        if (fields != null) {
            new TreeSet<>(fields.keySet()).forEach(name -> wrong(prefix + name, "is not a field of a fault"));
        }
    }

    private void wrong(String field, String message) {
        errors.add(new FieldError(field, message));
    }
}
