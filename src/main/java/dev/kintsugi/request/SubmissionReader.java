package dev.kintsugi.request;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.kintsugi.generation.request.GenerationRequest;
import dev.kintsugi.generation.request.TensorGeneration;
import dev.kintsugi.job.Caller;
import dev.kintsugi.job.Durability;
import dev.kintsugi.job.JobRequest;
import dev.kintsugi.job.Priority;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.decision.RecoveryPolicy.RecoveryScope;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.tensor.TensorValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the job that a submission asks for, once the form of every field was checked. For one use. */
final class SubmissionReader {

    private static final List<String> KINDS = List.of("image", Submission.TENSOR);
    private static final int LONGEST_DEADLINE = 86_400;

    private final Submission body;
    private final SubmittedImage image;
    private final List<FieldError> errors = new ArrayList<>();

    SubmissionReader(Submission body) {
        this.body = body;
        this.image = new SubmittedImage(body);
    }

    /**
     * @param scope how far a repair may go if the body says nothing
     * @param check throws what is wrong with a request whose form is right
     * @throws TypedException invalid_parameters with every field that is wrong if the form of one is
     */
    JobRequest read(Caller caller, Optional<RecoveryScope> scope, Consumer<GenerationRequest> check) {
        var recovery = body.recovery();
        var asked = recovery == null ? scope : RecoveryScope.of(recovery);
        require(recovery == null || asked.isPresent(), "recovery", "must be one of none, retry, same_model, any");
        var degradation = body.maxDegradation();
        require(
                degradation == null || (degradation >= 0 && degradation <= 1),
                "max_degradation",
                "must be from 0 to 1");
        var kind = body.kind();
        require(kind == null || KINDS.contains(kind), "kind", "must be one of " + String.join(", ", KINDS));
        var tensors = Map.<String, TensorValue>of();
        if (body.asksForTensor()) {
            require(body.model() != null, "model", "must be given for tensors: there is no default");
            tensors = new TensorInputs(errors).read(body.inputs() == null ? NullNode.getInstance() : body.inputs());
        } else {
            errors.addAll(image.errors());
        }
        var rank = Priority.of(body.priority() == null ? Priority.NORMAL.code() : body.priority());
        require(rank.isPresent(), "priority", "must be one of critical, high, normal, low");
        var deadline = body.deadlineSeconds();
        require(
                deadline == null || (deadline >= 1 && deadline <= LONGEST_DEADLINE),
                "deadline_seconds",
                "must be from 1 to " + LONGEST_DEADLINE);
        var generation = body.asksForTensor() ? tensor(tensors, policy(asked)) : image.generation(policy(asked));
        if (!errors.isEmpty()) {
            throw all(generation, kind == null || KINDS.contains(kind) ? check : _ -> {});
        }
        return new JobRequest(
                generation,
                caller,
                rank.orElse(Priority.NORMAL),
                Optional.ofNullable(deadline).map(Duration::ofSeconds),
                Durability.REQUIRED);
    }

    /** The form of some fields is wrong: what its model says of the others is told too. */
    private TypedException all(GenerationRequest generation, Consumer<GenerationRequest> check) {
        try {
            check.accept(generation);
            return TypedException.invalid(errors);
        } catch (TypedException e) {
            return e.beside("model", errors);
        }
    }

    private void require(boolean holds, String field, String message) {
        if (!holds) {
            errors.add(new FieldError(field, message));
        }
    }

    private RecoveryPolicy policy(Optional<RecoveryScope> asked) {
        var degradation = body.maxDegradation();
        return new RecoveryPolicy(
                asked.orElse(RecoveryScope.ANY),
                degradation == null ? 1 : degradation,
                asked.filter(RecoveryScope.ANY::equals).isPresent() && degradation == null);
    }

    private TensorGeneration tensor(Map<String, TensorValue> tensors, RecoveryPolicy policy) {
        return new TensorGeneration(
                Optional.ofNullable(body.model()),
                Optional.ofNullable(body.network()),
                Optional.ofNullable(body.precision()),
                tensors,
                policy);
    }
}
