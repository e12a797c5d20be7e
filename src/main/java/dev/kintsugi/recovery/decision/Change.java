package dev.kintsugi.recovery.decision;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What one remedy changes in a plan, in words that a caller understands.
 *
 * @param what the parameter, for example {@code size}
 * @param from its value before
 * @param to its value after
 * @param loss how much of the quality is lost, from 0 (nothing) to 1 (everything)
 */
public record Change(String what, String from, String to, double loss) {

    /** The parameter that says which model answers. */
    public static final String MODEL = "model";

    /** The parameter that says which version of the model answers. */
    public static final String VERSION = "version";

    /** The store of jobs and results. */
    public static final String KEPT = "kept";

    public Change {
        if (loss < 0 || loss > 1) {
            throw new IllegalArgumentException("loss must be within 0 and 1, was " + loss);
        }
    }

    /** Whether the caller gets less than was asked for. */
    public boolean degrades() {
        return loss > 0;
    }

    /** Several changes as one. */
    public static Change together(List<Change> changes) {
        return changes.size() == 1
                ? changes.getFirst()
                : new Change(
                        joined(changes, Change::what),
                        joined(changes, Change::from),
                        joined(changes, Change::to),
                        Math.min(1, changes.stream().mapToDouble(Change::loss).sum()));
    }

    private static String joined(List<Change> changes, Function<Change, String> part) {
        return changes.stream().map(part).collect(Collectors.joining(", "));
    }

    /** This change and a later one of the same parameter as one. */
    public Change then(Change later) {
        return new Change(what, from, later.to, Math.min(1, loss + later.loss));
    }

    @Override
    public String toString() {
        return what + ": " + from + " → " + to;
    }
}
