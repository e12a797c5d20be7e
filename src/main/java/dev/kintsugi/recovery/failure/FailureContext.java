package dev.kintsugi.recovery.failure;

import java.util.HashMap;
import java.util.Map;

/**
 * The context of a failure. Holds names and numbers only: prompts and secrets never get in here.
 *
 * @param correlationId the id that the caller can quote, also in every log line
 * @param operation what was being done, for example {@code image_generation}
 * @param model the model's id, empty if none was chosen yet
 * @param device the device, for example {@code cpu} or {@code cuda:0}
 * @param phase the stage that failed, for example {@code decode}; empty if there are no stages
 * @param parameters the parameters that matter to cost: size, steps, count and the like
 */
public record FailureContext(
        String correlationId,
        String operation,
        String model,
        String device,
        String phase,
        Map<String, String> parameters) {

    public static final FailureContext NONE = new FailureContext("", "", "", "", "", Map.of());

    public FailureContext {
        parameters = Map.copyOf(parameters);
    }

    /** The same on another model or device. */
    public FailureContext on(String otherModel, String otherDevice) {
        return model.equals(otherModel) && device.equals(otherDevice)
                ? this
                : new FailureContext(correlationId, operation, otherModel, otherDevice, phase, parameters);
    }

    /** The same with one more parameter that matters to cost. */
    public FailureContext with(String parameter, String value) {
        return with(Map.of(parameter, value));
    }

    /** The same with more parameters. */
    public FailureContext with(Map<String, String> others) {
        var more = new HashMap<>(parameters);
        more.putAll(others);
        return new FailureContext(correlationId, operation, model, device, phase, more);
    }

    FailureContext correlated(String id) {
        return new FailureContext(id, operation, model, device, phase, parameters);
    }

    public FailureContext withPhase(String newPhase) {
        return new FailureContext(correlationId, operation, model, device, newPhase, parameters);
    }
}
