package dev.kintsugi.pipeline.plan;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.runtime.device.Device;

/**
 * What a plan runs on.
 *
 * @param model which model
 * @param version which of its versions
 * @param precision which of its precisions
 * @param device where
 */
public record Variant(ModelId model, String version, String precision, Device device) {

    /** A precision of the version of a model that is installed. */
    public static Variant of(Model model, String precision, Device device) {
        return new Variant(model.id(), model.manifest().version(), precision, device);
    }

    /** Whether it is a variant of this version of a model. */
    public boolean isOf(Model other) {
        return model.equals(other.id()) && version.equals(other.manifest().version());
    }

    /** Whether both are variants of the same version of a model. */
    public boolean isSameVersion(Variant other) {
        return model.equals(other.model) && version.equals(other.version);
    }

    public Variant withPrecision(String other) {
        return new Variant(model, version, other, device);
    }

    public Variant withDevice(Device other) {
        return new Variant(model, version, precision, other);
    }
}
