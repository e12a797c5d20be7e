package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.TypedException;
import dev.kintsugi.runtime.Session;
import dev.kintsugi.runtime.TensorSpec;
import java.util.Map;

/** Finds inputs and outputs of networks, or says what is not as the standard layout has it. */
final class Specs {

    private Specs() {}

    static TensorSpec input(Session session, String name) {
        return find(session.inputs(), name, "input");
    }

    static TensorSpec output(Session session, String name) {
        return find(session.outputs(), name, "output");
    }

    private static TensorSpec find(Map<String, TensorSpec> specs, String name, String kind) {
        var spec = specs.get(name);
        if (spec == null) {
            throw new TypedException(
                    FailureType.MODEL_COMPATIBILITY_ERROR,
                    "a network of the model has no " + kind + " named " + name + ", only " + specs.keySet());
        }
        return spec;
    }
}
