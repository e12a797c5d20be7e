package dev.kintsugi.recovery.decision;

import dev.kintsugi.recovery.failure.Failure;
import org.jspecify.annotations.Nullable;

/**
 * One try that failed.
 *
 * @param plan what was tried
 * @param remedy what had been done before it, null for the first try
 * @param remedyFailed true if the remedy itself could not be carried out and so nothing was tried
 * @param failure what went wrong
 */
public record Attempt<P>(P plan, @Nullable Remedy<P> remedy, boolean remedyFailed, Failure failure) {

    /**
     * Whether the remedy did what it was chosen for, although the attempt after it failed: it mended or spared
     * something, and what went wrong next is of another kind.
     *
     * @param answered the failure that the remedy was the answer to
     */
    public boolean showsThatItsRemedyHelped(Failure answered) {
        return !remedyFailed
                && answered.type().category() != failure.type().category()
                && switch (remedy) {
                    case Remedy.Repair<P> _, Remedy.Relieve<P> _ -> true;
                    case Remedy.Replan<P> replan -> !replan.changesModel();
                    case Remedy.Consult<P> consult -> consult.advice() instanceof Advice.Again<P>;
                    case Remedy.Retry<P> _ -> false;
                    case null -> false;
                };
    }

    /** Whether something outside the plan was changed before this try, so that plans that failed may work now. */
    boolean afterWorldChanged() {
        return !remedyFailed
                && switch (remedy) {
                    case Remedy.Repair<P> _, Remedy.Relieve<P> _ -> true;
                    case Remedy.Consult<P> consult -> consult.advice() instanceof Advice.Again<P>;
                    case Remedy.Retry<P> _, Remedy.Replan<P> _ -> false;
                    case null -> false;
                };
    }
}
