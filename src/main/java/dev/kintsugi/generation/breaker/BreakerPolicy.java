package dev.kintsugi.generation.breaker;

import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.failure.Category;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;

/** Tells whether a failed try counts against the model that was tried, or against the machine. */
public final class BreakerPolicy {

    private BreakerPolicy() {}

    /**
     * Whether the model is to blame.
     *
     * @param kind of the work that it was tried with
     * @param usual whether the work was not more than the model does by default and had all the time that a try may have
     */
    public static boolean isTheModels(FailureType type, WorkKind kind, boolean usual) {
        return !type.callersMistake() && !isOfTheInputs(type, kind) && isTheModels(type, usual);
    }

    /**
     * Whether a failure may come of what one caller put into a network, and so says nothing of the model to others: all numbers
     * of a tensor job are its caller's, and any may overflow, be refused by an operator, or make a loop long.
     */
    public static boolean isOfTheInputs(FailureType type, WorkKind kind) {
        return switch (kind) {
            case IMAGE -> false;
            case TENSOR -> type.category() == Category.PIPELINE || type.category() == Category.INTERNAL;
        };
    }

    /** The same of a failure whose context tells the kind of work. */
    public static boolean isOfTheInputs(Failure failure) {
        return WorkKind.of(failure.context().parameters().get(WorkKind.PARAMETER))
                .filter(kind -> isOfTheInputs(failure.type(), kind))
                .isPresent();
    }

    private static boolean isTheModels(FailureType type, boolean usual) {
        return switch (type.category()) {
            // An unusable model is detected at once and costs nothing, and the caller should see why each time. How
            // long
            // loading may take is up to the caller and the disk.
            case MODEL -> type != FailureType.MODEL_COMPATIBILITY_ERROR && type != FailureType.MODEL_LOADING_TIMEOUT;
            // How long much work takes is up to the one who asked for it.
            case PIPELINE -> type != FailureType.INFERENCE_TIMEOUT || usual;
            // An unknown failure happened inside the model's run all the same, and has no other way to a fallback.
            case INTERNAL -> true;
            // Memory failures have their own ladder, which keeps the model; leaving it alone would cost more quality.
            case MEMORY -> false;
            // A device that is lost or cannot be used is the device's failure, whatever ran on it.
            case HARDWARE -> false;
            case RESOURCE, STORAGE, NETWORK, CONFIGURATION, STATE, TOOL, REALTIME, INPUT, AUTH -> false;
        };
    }

    /** Whether the machine is sick: a mistake of a caller or one damaged model must not shut out all callers. */
    public static boolean isTheMachines(FailureType type) {
        if (type.callersMistake()) {
            return false;
        }
        return switch (type.category()) {
            case RESOURCE -> true;
            case MODEL,
                    MEMORY,
                    STORAGE,
                    NETWORK,
                    HARDWARE,
                    PIPELINE,
                    INPUT,
                    CONFIGURATION,
                    AUTH,
                    TOOL,
                    STATE,
                    REALTIME,
                    INTERNAL -> false;
        };
    }
}
