package dev.kintsugi.generation.image;

import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.generation.request.ImageGeneration;
import dev.kintsugi.generation.request.NamedModels;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.failure.Severity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the {@link ImagePlanner} put right in a request whose caller allows that: values outside the limits and a model that
 * is not there. It is the difference between the request and its plan, so it is known after a restart, too.
 */
@ApplicationScoped
class RequestCorrections {

    private static final double VALUE_LOSS = 0.01;
    private static final double MODEL_LOSS = 0.05;

    private record Correction(FailureType type, Change change) {}

    private final NamedModels models;
    private final Clock clock;

    public RequestCorrections(NamedModels models, Clock clock) {
        this.models = models;
        this.clock = clock;
    }

    /** Puts them into the trail of a generation that has not begun. */
    public void tell(Generation generation, ImageGeneration request) {
        if (!request.policy().corrects()) {
            return;
        }
        var plan = generation.asked();
        for (var correction : of(request, plan)) {
            var change = correction.change();
            var failure = new Failure(
                    correction.type(),
                    Severity.LOW,
                    "The " + change.what() + " " + change.from() + " cannot be had.",
                    "corrected",
                    generation.context(),
                    List.of(),
                    clock.instant());
            var strategy = change.what().equals(Change.MODEL)
                    ? RecoveryStrategy.INTELLIGENT_FALLBACK
                    : RecoveryStrategy.PARAMETER_ADJUSTMENT;
            generation.incident().corrected(failure, new Replan<>(strategy, plan, change));
        }
    }

    private List<Correction> of(ImageGeneration request, Plan plan) {
        var picture = plan.work(ImageWork.class);
        var corrections = new ArrayList<Correction>();
        request.model()
                .filter(asked -> !isUsed(asked, plan))
                .flatMap(asked ->
                        change(Change.MODEL, asked, plan.variant().model().value(), MODEL_LOSS))
                .map(change -> new Correction(missing(change.from()), change))
                .ifPresent(corrections::add);
        List.of(
                        request.size()
                                .filter(size -> !size.equals("auto"))
                                .flatMap(size ->
                                        change("size", size, picture.size().toString(), VALUE_LOSS)),
                        number("steps", request.steps(), picture.steps()),
                        number("n", request.count(), picture.count()),
                        request.guidance()
                                .filter(asked -> asked != picture.guidance())
                                .flatMap(asked -> change(
                                        "guidance", asked.toString(), String.valueOf(picture.guidance()), VALUE_LOSS)))
                .forEach(changed -> changed.map(change -> new Correction(FailureType.INVALID_PARAMETERS, change))
                        .ifPresent(corrections::add));
        return corrections;
    }

    private FailureType missing(String model) {
        return models.find(model).isPresent() ? FailureType.UNSUPPORTED_OPERATION : FailureType.MODEL_NOT_FOUND;
    }

    /** Whether a name is that of the plan's model, or an alias of it. */
    private boolean isUsed(String name, Plan plan) {
        return models.find(name)
                .filter(model -> model.id().equals(plan.variant().model()))
                .isPresent();
    }

    private static Optional<Change> number(String what, Optional<Integer> asked, int used) {
        return asked.flatMap(number -> change(what, number.toString(), String.valueOf(used), VALUE_LOSS));
    }

    private static Optional<Change> change(String what, String from, String to, double loss) {
        return from.equals(to) ? Optional.empty() : Optional.of(new Change(what, from, to, loss));
    }
}
