package dev.kintsugi.pipeline;

import dev.kintsugi.model.Manifest.ImageLimits;
import dev.kintsugi.model.Model;
import dev.kintsugi.pipeline.Execution.Decode;
import dev.kintsugi.pipeline.Execution.Guidance;
import dev.kintsugi.recovery.Change;
import dev.kintsugi.recovery.Failure;
import dev.kintsugi.recovery.FailureType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lighter plans of the same picture, least loss first. A rung is offered only where it can help: fewer steps save time
 * but no memory, tiles save memory in the decoder only, and so on.
 */
final class Ladder {

    /** A lighter plan and how it differs. */
    record Rung(Plan plan, Change change) {}

    private static final int[] SHORT_SIDES = {1080, 720, 576, 512, 384, 256, 192, 128, 96, 64};
    /** What no smaller picture cures. */
    private static final Set<FailureType> OF_THE_WEIGHTS =
            Set.of(FailureType.MODEL_COMPATIBILITY_ERROR, FailureType.NON_FINITE_OUTPUT);

    private static final double MUCH = 0.75;
    private static final int FEW_STEPS = 10;
    private static final int USUAL_STEPS = 20;
    private static final int MANY_STEPS = 35;

    private static final double TILES_LOSS = 0.01;
    static final double INT8_LOSS = 0.01;
    static final double STEPS_LOSS = 0.02;
    static final double SIZE_LOSS = 0.1;
    private static final double SIMPLEST_LOSS = 0.4;

    private final Model model;
    private final ImageLimits limits;

    private Ladder(Model model, ImageLimits limits) {
        this.model = model;
        this.limits = limits;
    }

    /** The ladder of a model that draws pictures. */
    static Ladder of(Model model) {
        var limits = model.manifest().parameters();
        if (limits == null) {
            throw new IllegalArgumentException(model.id() + " does not draw pictures");
        }
        return new Ladder(model, limits);
    }

    List<Rung> rungs(Failure failure, Plan plan) {
        var rungs = new ArrayList<Rung>();
        if (OF_THE_WEIGHTS.contains(failure.type())) {
            rungs.addAll(otherWeights(plan));
        } else if (failure.type() == FailureType.VRAM_EXHAUSTION) {
            var decoding = failure.context().phase().equals(Stage.DECODE.code());
            (decoding ? tiles(plan) : oneAfterTheOther(plan)).ifPresent(rungs::add);
            lighterWeights(plan).ifPresent(rungs::add);
            // Tries are few, so a picture that is far too large must not become smaller by little.
            smaller(plan, MUCH).or(() -> smaller(plan, 1)).ifPresent(rungs::add);
        } else {
            fewerSteps(plan).ifPresent(rungs::add);
            smaller(plan, 1).ifPresent(rungs::add);
        }
        return rungs;
    }

    private Optional<Rung> tiles(Plan plan) {
        var from = plan.execution().decode();
        return from == Decode.TILED
                ? Optional.empty()
                : Optional.of(new Rung(
                        plan.withExecution(plan.execution().withDecode(Decode.TILED)),
                        new Change("decode", from.code(), Decode.TILED.code(), TILES_LOSS)));
    }

    private Optional<Rung> oneAfterTheOther(Plan plan) {
        var from = plan.execution().guidance();
        return from == Guidance.SEQUENTIAL || plan.picture().guidance() <= 1
                ? Optional.empty()
                : Optional.of(new Rung(
                        plan.withExecution(plan.execution().withGuidance(Guidance.SEQUENTIAL)),
                        new Change("guidance_mode", from.code(), Guidance.SEQUENTIAL.code(), 0)));
    }

    /** Only for pictures that cannot become smaller: weights are a small part of the memory of larger ones. */
    private Optional<Rung> lighterWeights(Plan plan) {
        var from = plan.variant().precision();
        return smaller(plan, 1).isPresent()
                ? Optional.empty()
                : model.manifest().precisions().stream()
                        .map(precision -> precision.name())
                        .filter(name -> name.equals("int8") && !from.equals(name))
                        .findFirst()
                        .map(name -> new Rung(
                                plan.withVariant(plan.variant().withPrecision(name)),
                                new Change("precision", from, name, INT8_LOSS)));
    }

    private List<Rung> otherWeights(Plan plan) {
        var from = plan.variant().precision();
        return model.manifest().precisions().stream()
                .map(precision -> precision.name())
                .filter(name -> !name.equals(from))
                .map(name -> new Rung(
                        plan.withVariant(plan.variant().withPrecision(name)),
                        new Change("precision", from, name, INT8_LOSS)))
                .toList();
    }

    private Optional<Rung> fewerSteps(Plan plan) {
        var from = plan.picture().steps();
        return steps(plan, from >= MANY_STEPS ? USUAL_STEPS : from / 2);
    }

    /** The rung to a picture in this share of its steps. */
    Optional<Rung> shortened(Plan plan, double share) {
        return steps(plan, (int) Math.round(plan.picture().steps() * share));
    }

    private Optional<Rung> steps(Plan plan, int wanted) {
        var from = plan.picture().steps();
        var to = Math.max(Math.max(FEW_STEPS, (int) limits.steps().min()), wanted);
        return to >= from
                ? Optional.empty()
                : Optional.of(new Rung(
                        plan.withPicture(plan.picture().withSteps(to)),
                        new Change("steps", String.valueOf(from), String.valueOf(to), STEPS_LOSS)));
    }

    /** @param most how much of its sides a picture may keep, from 0 to 1 */
    private Optional<Rung> smaller(Plan plan, double most) {
        var from = plan.picture().size();
        for (var side : SHORT_SIDES) {
            if (side < from.shortSide() && side <= from.shortSide() * most) {
                var to = scaled(from, (double) side / from.shortSide());
                return to.shortSide() < limits.size().min()
                        ? Optional.empty()
                        : Optional.of(new Rung(
                                plan.withPicture(plan.picture().withSize(to)),
                                new Change("size", from.toString(), to.toString(), SIZE_LOSS)));
            }
        }
        return Optional.empty();
    }

    /** The lightest picture that still shows something: few steps, half the size, computed in the lightest way. */
    Optional<Rung> simplest(Plan plan) {
        var asked = plan.picture();
        var half = scaled(asked.size(), 0.5);
        var size = half.shortSide() < limits.size().min() ? asked.size() : half;
        var steps =
                Math.min(asked.steps(), Math.max(FEW_STEPS, (int) limits.steps().min()));
        var simplest = plan.withPicture(asked.withSize(size).withSteps(steps))
                .withExecution(new Execution(Guidance.SEQUENTIAL, Decode.TILED));
        return simplest.picture().equals(asked)
                ? Optional.empty()
                : Optional.of(new Rung(
                        simplest,
                        new Change(
                                "picture",
                                asked.size() + " in " + asked.steps() + " steps",
                                size + " in " + steps + " steps",
                                SIMPLEST_LOSS)));
    }

    /** The rungs to a plan that is computed in another way. */
    List<Rung> computedAs(Execution execution, Plan plan) {
        var rungs = new ArrayList<Rung>();
        var lighter = plan;
        if (execution.guidance() == Guidance.SEQUENTIAL) {
            oneAfterTheOther(lighter).ifPresent(rungs::add);
            lighter = rungs.isEmpty() ? lighter : rungs.getLast().plan();
        }
        if (execution.decode() == Decode.TILED) {
            tiles(lighter).ifPresent(rungs::add);
        }
        return rungs;
    }

    /** The rung to a picture of at most so many pixels. */
    Optional<Rung> atMost(long pixels, Plan plan) {
        var from = plan.picture().size();
        var to = scaled(from, Math.min(1, Math.sqrt((double) pixels / from.pixels())));
        return to.equals(from) || to.shortSide() < limits.size().min()
                ? Optional.empty()
                : Optional.of(new Rung(
                        plan.withPicture(plan.picture().withSize(to)),
                        new Change("size", from.toString(), to.toString(), SIZE_LOSS)));
    }

    /** The plan on this ladder's model, at the largest size within its limits. */
    Plan fit(Plan plan) {
        var size = plan.picture().size();
        var most = Math.min(
                (double) limits.size().max() / Math.max(size.width(), size.height()),
                Math.sqrt((double) limits.size().pixels() / size.pixels()));
        var variant = new Variant(
                model.id(),
                model.manifest().version(),
                model.manifest().standardPrecision().name(),
                plan.variant().device());
        var steps = (int) Math.clamp(
                plan.picture().steps(), limits.steps().min(), limits.steps().max());
        var picture = plan.picture().withSteps(steps);
        return plan.withVariant(variant).withPicture(picture.withSize(scaled(size, Math.min(1, most))));
    }

    private Size scaled(Size size, double factor) {
        return new Size(snap(size.width() * factor), snap(size.height() * factor));
    }

    private int snap(double side) {
        var multiple = limits.size().multiple();
        return Math.max(multiple, (int) (side / multiple) * multiple);
    }
}
