package dev.kintsugi.pipeline.remedy;

import dev.kintsugi.model.Model;
import dev.kintsugi.pipeline.plan.Ladder;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.runtime.capi.Refusal;
import java.util.HashMap;
import java.util.Optional;

/**
 * What is known of the memory that a plan ran out of.
 *
 * @param there the bytes that may be used
 * @param refusal what was refused, if ONNX Runtime said it
 */
record RefusedMemory(Plan plan, Ladder ladder, long there, Optional<Refusal> refusal) {

    /** Attention makes a second array as large as the one that was refused. */
    private static final int COPIES = 2;

    /** How much of the memory may be planned with: the refusal tells only the least that is missing. */
    private static final double USABLE = 0.6;

    /** Memory grows with the pixels (convolutions) or with their square (attention). */
    private static final double GROWTH = 1.5;

    /** Whether more was requested at once than there is even if nothing else is loaded. */
    boolean exceedsDevice() {
        return refusal.filter(refused -> refused.requested() > there - weights())
                .isPresent();
    }

    /**
     * Which share of its pixels a picture may have, computed with guidance one after the other; 1 or more if that alone
     * may be enough. Empty if nothing is known of what was refused.
     */
    Optional<Double> share() {
        return refusal.map(refused -> {
            var missing = refused.requested() * COPIES - refused.available();
            var atOnce = ladder.oneAfterTheOther(plan).isPresent() ? 2 : 1;
            var needed = Math.max(1.0, (double) (there + missing - weights())) / atOnce;
            var usable = Math.max(0.0, (double) (there - weights())) * USABLE;
            return Math.pow(usable / needed, 1 / GROWTH);
        });
    }

    private long weights() {
        return ladder.weights(plan.variant().precision());
    }

    /** How much memory the plan needed, how much there is, and what would have fitted. */
    MemoryRungs.Shortage shortage(Model model) {
        var needed = refusal.map(refused -> there + COPIES * refused.requested() - refused.available());
        var fits = share().flatMap(
                        share -> ladder.atMost((long) (plan.work().cost().size() * Math.min(1, share)), plan));
        var facts = new HashMap<String, String>();
        needed.ifPresent(bytes -> facts.put("needed_bytes", String.valueOf(bytes)));
        facts.put("available_bytes", String.valueOf(there));
        fits.ifPresent(rung -> facts.put("would_fit", rung.change().to()));
        return new MemoryRungs.Shortage(
                plan.work().title() + " with " + model.id() + " needs "
                        + needed.map(bytes -> "about " + megabytes(bytes) + " MB")
                                .orElse("more memory than there is")
                        + " here, and " + megabytes(there) + " MB may be used. "
                        + fits.map(rung -> "About " + rung.change().to() + " would fit.")
                                .orElse("No lighter request is known to fit."),
                facts);
    }

    /** As budgets are written: of 2²⁰ bytes. */
    private static long megabytes(long bytes) {
        return Math.round(bytes / (double) (1 << 20));
    }
}
