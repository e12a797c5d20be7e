package dev.kintsugi.generation.request;

import dev.kintsugi.recovery.decision.RecoveryPolicy;
import java.util.Optional;

/** A request as it was sent. Each kind of generation has its own record; this is what all of them have. */
public sealed interface GenerationRequest permits ImageGeneration, TensorGeneration {

    /** The model's id; empty for the default model, if there is one for this kind. */
    Optional<String> model();

    /** How far a recovery may go. */
    RecoveryPolicy policy();

    /** How many previews of each item are wanted. */
    int previews();

    /** The same under another policy. */
    GenerationRequest with(RecoveryPolicy other);

    /** The same as it is kept beside its plan: what the plan has too is left out, but equal ones stay equal. */
    GenerationRequest kept();
}
