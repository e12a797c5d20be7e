package dev.kintsugi.pipeline.tensor;

import dev.kintsugi.pipeline.Stage;

/**
 * The only stage of a tensor job.
 *
 * @param component the network
 */
record TensorStage(String component) implements Stage {

    static final String CODE = "infer";

    @Override
    public String code() {
        return CODE;
    }
}
