package dev.kintsugi.pipeline.plan;

import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Manifest.ImageLimits;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFile;
import dev.kintsugi.pipeline.plan.Execution.Decode;
import dev.kintsugi.pipeline.plan.Execution.Guidance;
import dev.kintsugi.recovery.decision.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Lighter plans of the same picture, least loss first. A rung is offered only if it can help: fewer steps save time
 * but no memory, tiles save memory in the decoder only, and so on.
 */
public final class Ladder {

    /** A lighter plan and how it differs. */
    public record Rung(Plan plan, Change change) {}

    private static final int[] SHORT_SIDES = {1080, 720, 576, 512, 384, 256, 192, 128, 96, 64};
    private static final int MUCH_LARGER = 4;
    private static final String LIGHT = "int8";
    private static final int FEW_STEPS = 10;
    private static final int USUAL_STEPS = 20;
    private static final int MANY_STEPS = 35;

    private static final double TILES_LOSS = 0.01;
    public static final double INT8_LOSS = 0.01;
    public static final double STEPS_LOSS = 0.02;
    public static final double SIZE_LOSS = 0.1;
    private static final double SIMPLEST_LOSS = 0.4;

    private final Model model;
    private final ImageLimits limits;

    private Ladder(Model model, ImageLimits limits) {
        this.model = model;
        this.limits = limits;
    }

    /** The ladder of a model that draws pictures. */
    public static Ladder of(Model model) {
        var limits = model.manifest().parameters();
        if (limits == null) {
            throw new IllegalArgumentException(model.id() + " does not draw pictures");
        }
        return new Ladder(model, limits);
    }

    public Optional<Rung> tiles(Plan plan) {
        var from = plan.execution().decode();
        return from == Decode.TILED
                ? Optional.empty()
                : Optional.of(new Rung(
                        plan.withExecution(plan.execution().withDecode(Decode.TILED)),
                        new Change("decode", from.code(), Decode.TILED.code(), TILES_LOSS)));
    }

    public Optional<Rung> oneAfterTheOther(Plan plan) {
        var from = plan.execution().guidance();
        return from == Guidance.SEQUENTIAL || plan.picture().guidance() <= 1
                ? Optional.empty()
                : Optional.of(new Rung(
                        plan.withExecution(plan.execution().withGuidance(Guidance.SEQUENTIAL)),
                        new Change("guidance_mode", from.code(), Guidance.SEQUENTIAL.code(), 0)));
    }

    /** The rungs to the other precisions of the same model, as its manifest lists them. */
    public List<Rung> otherPrecisions(Plan plan) {
        var from = plan.variant().precision();
        return model.manifest().precisions().stream()
                .map(Manifest.Precision::name)
                .filter(name -> !name.equals(from))
                .map(name -> new Rung(
                        plan.withVariant(plan.variant().withPrecision(name)),
                        new Change("precision", from, name, name.equals(LIGHT) ? INT8_LOSS : 0)))
                .toList();
    }

    /** The rung to the lightest weights. */
    public Optional<Rung> lightestWeights(Plan plan) {
        return otherPrecisions(plan).stream()
                .filter(rung -> rung.plan().variant().precision().equals(LIGHT))
                .findFirst();
    }

    public Optional<Rung> fewerSteps(Plan plan) {
        var from = plan.picture().steps();
        return steps(plan, from >= MANY_STEPS ? USUAL_STEPS : from / 2);
    }

    /** The rung to the fewest steps that still show something. */
    public Optional<Rung> fewestSteps(Plan plan) {
        return steps(plan, 0);
    }

    /** The rung to a picture in this share of its steps. */
    public Optional<Rung> shortened(Plan plan, double share) {
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
    public Optional<Rung> smaller(Plan plan, double most) {
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

    /** The rungs to the smallest sizes: of the same aspect, and square if that is far smaller; largest first. */
    public List<Rung> smallest(Plan plan) {
        var from = plan.picture().size();
        var side = (limits.size().min() + limits.size().multiple() - 1)
                / limits.size().multiple()
                * limits.size().multiple();
        var longer = snap(
                from.width() > from.height()
                        ? (double) side * from.width() / from.height()
                        : (double) side * from.height() / from.width());
        var sameAspect = from.width() > from.height() ? new Size(longer, side) : new Size(side, longer);
        var square = new Size(side, side);
        return Stream.of(sameAspect, square)
                .distinct()
                .filter(to -> to.pixels() < from.pixels())
                .filter(to -> to.equals(sameAspect) || sameAspect.pixels() > MUCH_LARGER * square.pixels())
                .map(to -> new Rung(
                        plan.withPicture(plan.picture().withSize(to)),
                        new Change("size", from.toString(), to.toString(), SIZE_LOSS)))
                .toList();
    }

    /** The bytes of the files with the weights of the networks that make a picture in a precision. */
    public long weights(String precision) {
        return Stream.of("text_encoder", "unet", "vae_decoder")
                .map(component -> model.network(component, precision))
                .mapToLong(network -> model.manifest().files().stream()
                        .filter(file -> file.path().startsWith(network))
                        .mapToLong(ModelFile::size)
                        .sum())
                .sum();
    }

    /** The lightest picture that still shows something: few steps, half the size, computed in the lightest way. */
    public Optional<Rung> simplest(Plan plan) {
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
    public List<Rung> computedAs(Execution execution, Plan plan) {
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
    public Optional<Rung> atMost(long pixels, Plan plan) {
        var from = plan.picture().size();
        var to = scaled(from, Math.min(1, Math.sqrt((double) pixels / from.pixels())));
        return to.equals(from) || to.shortSide() < limits.size().min()
                ? Optional.empty()
                : Optional.of(new Rung(
                        plan.withPicture(plan.picture().withSize(to)),
                        new Change("size", from.toString(), to.toString(), SIZE_LOSS)));
    }

    /** The plan on this ladder's model, at the largest size within its limits. */
    public Plan fit(Plan plan) {
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
        return Math.max(multiple, ((int) (side / multiple)) * multiple);
    }
}
