package dev.kintsugi.model;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;

/** A model was there when a request for it was accepted, and is not there any more: no mistake of the caller. */
public final class LostModel extends TypedException {

    public LostModel(ModelId model) {
        super(
                FailureType.MODEL_LOADING_FAILED,
                "the model " + model
                        + " is not in the models folder any more; it was there when the request was accepted");
    }
}
