package dev.kintsugi.api.openai;

import dev.kintsugi.api.error.Failures;
import dev.kintsugi.generation.request.ImageGeneration;
import dev.kintsugi.job.service.JobService;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Validator;
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

    /** Whether all is right with a request but perhaps what only its model can say. */
    boolean hasForm(ImageRequest request) {
        return validator.validate(request).isEmpty();
    }

    /** @throws TypedException invalid_parameters with every field that is wrong, or what {@link JobService#check} throws if the form is right */
    void check(ImageRequest request, ImageGeneration generation) {
        var errors = oneForEachField(Failures.fields(validator.validate(request)));
        try {
            jobs.check(generation);
        } catch (TypedException e) {
            throw e.beside("model", errors);
        }
        if (!errors.isEmpty()) {
            throw TypedException.invalid(errors);
        }
    }

    private static List<FieldError> oneForEachField(List<FieldError> errors) {
        var seen = new HashSet<String>();
        return errors.stream().filter(error -> seen.add(error.field())).toList();
    }
}
