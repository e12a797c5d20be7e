package dev.kintsugi.pipeline.diffusion.network;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.session.Session;
import dev.kintsugi.runtime.tensor.TensorSpec;
import java.util.Map;

/**
 * The inputs and outputs of a loaded network, and whether what is to be computed fits them.
 *
 * @param component its folder, for messages
 */
record NetworkSignature(String component, Session session) {

    TensorSpec input(String name) {
        return find(session.inputs(), name, "input");
    }

    TensorSpec output(String name) {
        return find(session.outputs(), name, "output");
    }

    private TensorSpec find(Map<String, TensorSpec> specs, String name, String kind) {
        var spec = specs.get(name);
        if (spec == null) {
            throw refused("has no " + kind + " named " + name + ", only " + specs.keySet());
        }
        return spec;
    }

    /**
     * Makes sure that an axis takes what it is going to be given.
     *
     * @throws TypedException model_compatibility_error that names the axis
     */
    void require(TensorSpec spec, int axis, long length, String what) {
        var takes = axis < spec.shape().size() ? spec.shape().get(axis) : length;
        if (takes > 0 && takes != length) {
            throw refused("takes only " + takes + " on axis " + axis + " of " + spec.name() + " (" + what + "), not "
                    + length);
        }
    }

    /** How many items go in at a time: as many as the network takes, or as wanted if it takes any number. */
    static int batch(TensorSpec spec, int wanted) {
        var takes = spec.shape().isEmpty() ? -1 : spec.shape().getFirst();
        return takes > 0 ? Math.toIntExact(takes) : wanted;
    }

    private TypedException refused(String why) {
        return new TypedException(FailureType.MODEL_COMPATIBILITY_ERROR, "the network " + component + " " + why);
    }
}
