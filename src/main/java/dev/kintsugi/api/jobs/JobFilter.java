package dev.kintsugi.api.jobs;

import dev.kintsugi.generation.request.NamedModels;
import dev.kintsugi.job.JobQuery;
import dev.kintsugi.job.JobState;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads which jobs a caller wants to see. */
final class JobFilter {

    private static final int MOST = 100;
    static final List<String> KNOWN = List.of("state", "model", "cursor", "limit");

    private JobFilter() {}

    /**
     * What is asked for, with a model that is not installed too: jobs of it may be kept.
     *
     * @throws TypedException invalid_parameters with everything that is wrong
     */
    static JobQuery of(
            @Nullable String state, @Nullable String model, @Nullable String cursor, String limit, NamedModels named) {
        var errors = new ArrayList<FieldError>();
        if (state != null && !JobState.CODES.contains(state)) {
            errors.add(new FieldError("state", "must be one of " + String.join(", ", JobState.CODES)));
        }
        if (model != null && !ModelId.isValid(model.toLowerCase(Locale.ROOT))) {
            errors.add(new FieldError("model", "is no name of a model"));
        }
        if (cursor != null && !cursor.matches("\\d{1,18}")) {
            errors.add(new FieldError("cursor", "must be the next of an earlier page"));
        }
        var most = limit.matches("\\d{1,3}") ? Integer.parseInt(limit) : 0;
        if (most < 1 || most > MOST) {
            errors.add(new FieldError("limit", "must be from 1 to " + MOST));
        }
        if (!errors.isEmpty()) {
            throw TypedException.invalid(errors);
        }
        return new JobQuery(
                Optional.ofNullable(state),
                Optional.ofNullable(model)
                        .map(name -> named.find(name)
                                .map(Model::id)
                                .orElseGet(() -> new ModelId(name.toLowerCase(Locale.ROOT)))),
                cursor == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(cursor)),
                most);
    }
}
