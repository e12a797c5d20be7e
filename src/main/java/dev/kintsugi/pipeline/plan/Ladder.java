package dev.kintsugi.pipeline.plan;

import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFile;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.pipeline.work.TensorWork;
import dev.kintsugi.pipeline.work.Work;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lighter plans of the same work, least loss first. A rung is offered only if it can help: fewer steps save time but no
 * memory, tiles save memory in one stage only, and so on. What is here holds for every kind of work: it can only be
 * computed with other weights of its model. The ladder of a kind adds its own rungs.
 */
public sealed class Ladder permits ImageLadder, TensorLadder {

    private static final String LIGHT = "int8";

    private static final double COARSER_LOSS = 0.01;

    /** Weights that are no coarser give another result, too. */
    private static final double OTHER_LOSS = 0.001;

    private final Model model;

    Ladder(Model model) {
        this.model = model;
    }

    /** The ladder of a kind of work with a model. */
    public static Ladder of(Model model, Work work) {
        var limits = model.manifest().parameters();
        return switch (work) {
            case ImageWork _ -> limits == null ? new Ladder(model) : new ImageLadder(model, limits);
            case TensorWork tensor -> new TensorLadder(model, tensor.network());
        };
    }

    /** Whether a model says what is allowed for a kind of work. */
    public static boolean isKnown(Model model, Work work) {
        return switch (work) {
            case ImageWork _ -> model.manifest().parameters() != null;
            case TensorWork _ -> true;
        };
    }

    final Model model() {
        return model;
    }

    /** The rungs to the other precisions of the same model, as its manifest lists them. */
    public final List<Rung> otherPrecisions(Plan plan) {
        var from = plan.variant().precision();
        return model.manifest().precisions().stream()
                .map(Manifest.Precision::name)
                .filter(name -> !name.equals(from) && has(name))
                .map(name -> new Rung(plan.withVariant(plan.variant().withPrecision(name)), inPrecision(from, name)))
                .toList();
    }

    /** Weights of another precision: coarser ones cost quality, and others are not what was asked for. */
    public static Change inPrecision(String from, String to) {
        return new Change("precision", from, to, coarseness(to) > coarseness(from) ? COARSER_LOSS : OTHER_LOSS);
    }

    private static int coarseness(String precision) {
        return switch (precision) {
            case LIGHT, "uint8", "quantized" -> 1;
            case "q4", "q4f16", "bnb4" -> 2;
            default -> 0;
        };
    }

    /** The rung to the lightest weights. */
    public final Optional<Rung> lightestWeights(Plan plan) {
        return otherPrecisions(plan).stream()
                .filter(rung -> rung.plan().variant().precision().equals(LIGHT))
                .findFirst();
    }

    /** The bytes of the files with the weights of the networks that a work needs in a precision. */
    public final long weights(String precision) {
        return networks(precision).stream()
                .mapToLong(network -> model.manifest().files().stream()
                        .filter(file -> file.path().startsWith(network))
                        .mapToLong(ModelFile::size)
                        .sum())
                .sum();
    }

    /** Whether what a work needs is there in a precision. */
    boolean has(String precision) {
        return true;
    }

    /** The paths of the networks that a work needs in a precision. */
    List<String> networks(String precision) {
        return model.manifest().files().stream().map(ModelFile::path).toList();
    }

    /** Whether a stage can be computed in tiles, so that its memory no longer grows with the work. */
    public boolean canTile(String stage) {
        return false;
    }

    /** The rung to tiles in the stage that can be computed so. */
    public Optional<Rung> tiles(Plan plan) {
        return Optional.empty();
    }

    /** The rung to what can be computed together, computed one after the other: half the memory, no loss. */
    public Optional<Rung> oneAfterTheOther(Plan plan) {
        return Optional.empty();
    }

    public Optional<Rung> fewerSteps(Plan plan) {
        return Optional.empty();
    }

    /** The rung to the fewest steps of which something still comes. */
    public Optional<Rung> fewestSteps(Plan plan) {
        return Optional.empty();
    }

    /** The rung to a work in this share of its steps. */
    public Optional<Rung> shortened(Plan plan, double share) {
        return Optional.empty();
    }

    /** @param most how much of its sides a work may keep, from 0 to 1 */
    public Optional<Rung> smaller(Plan plan, double most) {
        return Optional.empty();
    }

    /** The rungs to the smallest sizes, largest first. */
    public List<Rung> smallest(Plan plan) {
        return List.of();
    }

    /** The rung to a work of at most this size, as {@link dev.kintsugi.pipeline.work.Cost#size} has it. */
    public Optional<Rung> atMost(long size, Plan plan) {
        return Optional.empty();
    }

    /** The rungs to the lightest work of which something still comes, computed in the lightest way. */
    public List<Rung> simplest(Plan plan) {
        return List.of();
    }

    /** The rungs to a plan that is computed in another way. */
    public List<Rung> computedAs(Execution execution, Plan plan) {
        return List.of();
    }

    /** The plan on this ladder's model, as large as its limits allow; empty if no other model can do what was asked for. */
    public Optional<Plan> fit(Plan plan) {
        return Optional.empty();
    }

    /** How the size of a plan differs from what was asked for. */
    public Optional<Change> resized(Plan asked, Plan plan) {
        return Optional.empty();
    }

    /** Whether a plan is no more than a request gets that leaves everything to the model's defaults. */
    public boolean isUsual(Plan plan) {
        return false;
    }

    /**
     * The rungs to parameters that a strategy suggests: within the limits of the model, and never heavier.
     *
     * @throws TypedException invalid_parameters if they are not lighter or the model does not allow them
     */
    public final List<Rung> adjusted(Plan plan, Adjustment advice) {
        var rungs = new ArrayList<Rung>();
        advice.size().map(size -> resized(last(rungs, plan), size)).ifPresent(rungs::add);
        advice.steps().map(steps -> inSteps(last(rungs, plan), steps)).ifPresent(rungs::add);
        advice.precision()
                .map(precision -> inPrecision(last(rungs, plan), precision))
                .ifPresent(rungs::add);
        return rungs;
    }

    private static Plan last(List<Rung> rungs, Plan plan) {
        return rungs.isEmpty() ? plan : rungs.getLast().plan();
    }

    Rung resized(Plan plan, Size size) {
        throw refused("what was asked for has no size");
    }

    Rung inSteps(Plan plan, int steps) {
        throw refused("what was asked for has no steps");
    }

    private Rung inPrecision(Plan plan, String precision) {
        if (model.manifest().precision(precision).isEmpty()) {
            throw refused("the model has no precision " + precision);
        }
        return new Rung(
                plan.withVariant(plan.variant().withPrecision(precision)),
                inPrecision(plan.variant().precision(), precision));
    }

    /** The variant of this ladder's model in its standard precision, on the device of a plan. */
    final Variant standard(Plan plan) {
        return Variant.of(
                model,
                model.manifest().standardPrecision().name(),
                plan.variant().device());
    }

    static TypedException refused(String why) {
        return new TypedException(FailureType.INVALID_PARAMETERS, why);
    }
}
