package dev.kintsugi.recovery.decision;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How far the caller lets a recovery go.
 *
 * @param reach which kinds of remedy may be used
 * @param maxDegradation how much quality may be lost in all, from 0 (none) to 1
 * @param corrects whether the caller asked in so many words for whatever helps, so that even a mistake of his own is put
 *     right if it can be
 */
public record RecoveryPolicy(RecoveryScope reach, double maxDegradation, boolean corrects) {

    private static final String REACH = "recovery";
    private static final String MAX_DEGRADATION = "max_degradation";

    /** One that leaves mistakes to the caller. */
    public RecoveryPolicy(RecoveryScope reach, double maxDegradation) {
        this(reach, maxDegradation, false);
    }

    /** Everything that helps. */
    public static final RecoveryPolicy ANY = new RecoveryPolicy(RecoveryScope.ANY, 1);

    /** What it is, as parameters of a failure. */
    public Map<String, String> parameters() {
        return Map.of(REACH, reach.code(), MAX_DEGRADATION, String.valueOf(maxDegradation));
    }

    /** The one of these parameters; empty if they are of none. */
    public static Optional<RecoveryPolicy> of(Map<String, String> parameters) {
        return Optional.ofNullable(parameters.get(REACH))
                .flatMap(RecoveryScope::of)
                .map(reach ->
                        new RecoveryPolicy(reach, Double.parseDouble(parameters.getOrDefault(MAX_DEGRADATION, "1"))));
    }

    /** From "tell me at once" to "whatever helps". */
    public enum RecoveryScope {
        /** The first failure is the answer. */
        NONE,
        /** The very same work again, files repaired and memory freed if needed, but nothing of lesser quality. */
        RETRY,
        /** Lighter parameters too, but the model that was asked for. */
        SAME_MODEL,
        /** Another model too. */
        ANY;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<RecoveryScope> of(String code) {
            return Arrays.stream(values())
                    .filter(reach -> reach.code().equals(code))
                    .findFirst();
        }
    }

    /** Whether anything less than what was asked for is allowed. */
    public boolean allowsLoss() {
        return switch (reach) {
            case NONE, RETRY -> false;
            case SAME_MODEL, ANY -> maxDegradation > 0;
        };
    }

    /** Whether everything that helps is allowed. */
    public boolean allowsAll() {
        return reach == RecoveryScope.ANY && maxDegradation == 1;
    }

    /** @param loss what was lost before; what begins anew loses only its own */
    public boolean allows(Remedy<?> remedy, double loss) {
        var lossSoFar = remedy.replan().filter(Remedy.Replan::anew).isPresent() ? 0 : loss;
        return switch (reach) {
            case NONE -> false;
            case RETRY ->
                remedy.replan()
                                .map(Remedy.Replan::change)
                                .filter(Change::degrades)
                                .isEmpty()
                        && !changesModel(remedy);
            case SAME_MODEL -> !changesModel(remedy) && affordable(remedy, lossSoFar);
            case ANY -> affordable(remedy, lossSoFar);
        };
    }

    private static boolean changesModel(Remedy<?> remedy) {
        return remedy.replan().filter(Remedy.Replan::changesModel).isPresent();
    }

    private boolean affordable(Remedy<?> remedy, double lossSoFar) {
        return remedy.replan()
                .map(Remedy.Replan::change)
                .filter(Change::degrades)
                .filter(change -> lossSoFar + change.loss() > maxDegradation)
                .isEmpty();
    }
}
