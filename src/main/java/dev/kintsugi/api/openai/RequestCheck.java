package dev.kintsugi.api.openai;

import dev.kintsugi.api.error.Failures;
import dev.kintsugi.generation.request.ImageGeneration;
import dev.kintsugi.job.service.JobService;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Validator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Finds everything that is wrong with a request at once, whether its form or the limits of its model say so. */
@ApplicationScoped
class RequestCheck {

    private final Validator validator;
    private final JobService jobs;

    RequestCheck(Validator validator, JobService jobs) {
        this.validator = validator;
        this.jobs = jobs;
    }

    /** @throws TypedException invalid_parameters with every field that is wrong, or what {@link JobService#check} throws */
    void check(ImageRequest request, ImageGeneration generation) {
        var errors = new ArrayList<>(Failures.fields(validator.validate(request)));
        try {
            jobs.check(generation);
        } catch (TypedException e) {
            if (e.type() != FailureType.INVALID_PARAMETERS) {
                throw e;
            }
            errors.addAll(e.fields());
        }
        if (!errors.isEmpty()) {
            throw TypedException.invalid(oneForEachField(errors));
        }
    }

    private static List<FieldError> oneForEachField(List<FieldError> errors) {
        var seen = new HashSet<String>();
        return errors.stream().filter(error -> seen.add(error.field())).toList();
    }
}
