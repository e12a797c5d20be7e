package dev.kintsugi.pipeline.plan;

import dev.kintsugi.model.ImageLimits;
import dev.kintsugi.model.Model;
import dev.kintsugi.pipeline.plan.Execution.Decode;
import dev.kintsugi.pipeline.plan.Execution.Guidance;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.recovery.decision.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The ladder of pictures: fewer steps, smaller sizes, tiles in the decoder, guidance one after the other. */
final class ImageLadder extends Ladder {

    private static final int[] SHORT_SIDES = {1080, 720, 576, 512, 384, 256, 192, 128, 96, 64};
    private static final int MUCH_LARGER = 4;
    private static final int FEW_STEPS = 10;
    private static final int USUAL_STEPS = 20;
    private static final int MANY_STEPS = 35;

    private static final double TILES_LOSS = 0.01;
    private static final double STEPS_LOSS = 0.02;
    private static final double SIZE_LOSS = 0.1;
    private static final double SIMPLEST_LOSS = 0.4;

    /** The stage that can be computed in tiles. */
    private static final String DECODE = "decode";

    private final ImageLimits limits;

    ImageLadder(Model model, ImageLimits limits) {
        super(model);
        this.limits = limits;
    }

    @Override
    public Optional<Rung> tiles(Plan plan) {
        var from = plan.execution().decode();
        return from == Decode.TILED
                ? Optional.empty()
                : Optional.of(new Rung(
                        plan.withExecution(plan.execution().withDecode(Decode.TILED)),
                        new Change("decode", from.code(), Decode.TILED.code(), TILES_LOSS)));
    }

    @Override
    public Optional<Rung> oneAfterTheOther(Plan plan) {
        var from = plan.execution().guidance();
        return from == Guidance.SEQUENTIAL || picture(plan).guidance() <= 1
                ? Optional.empty()
                : Optional.of(new Rung(
                        plan.withExecution(plan.execution().withGuidance(Guidance.SEQUENTIAL)),
                        new Change("guidance_mode", from.code(), Guidance.SEQUENTIAL.code(), 0)));
    }

    @Override
    public Optional<Rung> fewerSteps(Plan plan) {
        var from = picture(plan).steps();
        return steps(plan, from >= MANY_STEPS ? USUAL_STEPS : from / 2);
    }

    @Override
    public Optional<Rung> fewestSteps(Plan plan) {
        return steps(plan, 0);
    }

    @Override
    public Optional<Rung> shortened(Plan plan, double share) {
        return steps(plan, (int) Math.round(picture(plan).steps() * share));
    }

    private Optional<Rung> steps(Plan plan, int wanted) {
        var from = picture(plan).steps();
        var to = Math.max(Math.max(FEW_STEPS, (int) limits.steps().min()), wanted);
        return to >= from
                ? Optional.empty()
                : Optional.of(new Rung(
                        plan.withWork(picture(plan).withSteps(to)),
                        new Change("steps", String.valueOf(from), String.valueOf(to), STEPS_LOSS)));
    }

    @Override
    public Optional<Rung> smaller(Plan plan, double most) {
        var from = picture(plan).size();
        for (var side : SHORT_SIDES) {
            if (side < from.shortSide() && side <= from.shortSide() * most) {
                var to = scaled(from, (double) side / from.shortSide());
                return to.shortSide() < limits.size().min()
                        ? Optional.empty()
                        : Optional.of(new Rung(
                                plan.withWork(picture(plan).withSize(to)),
                                new Change("size", from.toString(), to.toString(), SIZE_LOSS)));
            }
        }
        return Optional.empty();
    }

    /** The rungs to the smallest sizes: of the same aspect, and square if that is far smaller; largest first. */
    @Override
    public List<Rung> smallest(Plan plan) {
        var from = picture(plan).size();
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
                        plan.withWork(picture(plan).withSize(to)),
                        new Change("size", from.toString(), to.toString(), SIZE_LOSS)))
                .toList();
    }

    @Override
    List<String> networks(String precision) {
        return Model.NETWORKS.stream()
                .map(component -> model().network(component, precision))
                .toList();
    }

    /** The lightest picture that still shows something: few steps, half the size, computed in the lightest way. */
    @Override
    public List<Rung> simplest(Plan plan) {
        var asked = picture(plan);
        var half = scaled(asked.size(), 0.5);
        var size = half.shortSide() < limits.size().min() ? asked.size() : half;
        var steps =
                Math.min(asked.steps(), Math.max(FEW_STEPS, (int) limits.steps().min()));
        var lightest = plan.withExecution(Execution.LIGHTEST);
        var smaller = lightest.withWork(asked.withSize(size));
        return Stream.of(
                        new Rung(
                                smaller,
                                new Change("size", asked.size().toString(), size.toString(), SIMPLEST_LOSS / 2)),
                        new Rung(
                                smaller.withWork(picture(smaller).withSteps(steps)),
                                new Change(
                                        "steps",
                                        String.valueOf(asked.steps()),
                                        String.valueOf(steps),
                                        SIMPLEST_LOSS / 2)))
                .filter(rung -> !rung.change().from().equals(rung.change().to()))
                .toList();
    }

    @Override
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

    @Override
    public Optional<Rung> atMost(long pixels, Plan plan) {
        var from = picture(plan).size();
        var to = scaled(from, Math.min(1, Math.sqrt((double) pixels / from.pixels())));
        return to.equals(from) || to.shortSide() < limits.size().min()
                ? Optional.empty()
                : Optional.of(new Rung(
                        plan.withWork(picture(plan).withSize(to)),
                        new Change("size", from.toString(), to.toString(), SIZE_LOSS)));
    }

    @Override
    public Optional<Plan> fit(Plan plan) {
        var size = picture(plan).size();
        var most = Math.min(
                (double) limits.size().max() / Math.max(size.width(), size.height()),
                Math.sqrt((double) limits.size().pixels() / size.pixels()));
        var steps = (int) Math.clamp(
                picture(plan).steps(), limits.steps().min(), limits.steps().max());
        var picture = picture(plan).withSteps(steps).withSize(scaled(size, Math.min(1, most)));
        return Optional.of(plan.withVariant(standard(plan)).withWork(picture));
    }

    @Override
    Rung resized(Plan plan, Size size) {
        var from = picture(plan).size();
        if (size.width() > from.width() || size.height() > from.height()) {
            throw refused("the size " + size + " is larger than " + from);
        }
        if (Math.min(size.width(), size.height()) < limits.size().min()
                || size.width() % limits.size().multiple() != 0
                || size.height() % limits.size().multiple() != 0) {
            throw refused("the size " + size + " is none that the model draws");
        }
        return new Rung(
                plan.withWork(picture(plan).withSize(size)),
                new Change("size", from.toString(), size.toString(), size.equals(from) ? 0 : SIZE_LOSS));
    }

    @Override
    Rung inSteps(Plan plan, int steps) {
        var from = picture(plan).steps();
        if (steps > from || steps < limits.steps().min()) {
            throw refused("the number of steps must be from "
                    + (int) limits.steps().min() + " to " + from + ", not " + steps);
        }
        return new Rung(
                plan.withWork(picture(plan).withSteps(steps)),
                new Change("steps", String.valueOf(from), String.valueOf(steps), steps == from ? 0 : STEPS_LOSS));
    }

    @Override
    public boolean canTile(String stage) {
        return stage.equals(DECODE);
    }

    @Override
    public Optional<Change> resized(Plan asked, Plan plan) {
        var from = picture(asked).size();
        var to = picture(plan).size();
        return from.equals(to)
                ? Optional.empty()
                : Optional.of(new Change("size", from.toString(), to.toString(), SIZE_LOSS));
    }

    @Override
    public boolean isUsual(Plan plan) {
        var picture = picture(plan);
        return picture.size().pixels()
                        <= (long) limits.size().standard() * limits.size().standard()
                && picture.steps() <= limits.steps().standard()
                && picture.count() <= limits.images().standard();
    }

    private static ImageWork picture(Plan plan) {
        return plan.work(ImageWork.class);
    }

    private Size scaled(Size size, double factor) {
        return new Size(snap(size.width() * factor), snap(size.height() * factor));
    }

    private int snap(double side) {
        var multiple = limits.size().multiple();
        return Math.max(multiple, ((int) (side / multiple)) * multiple);
    }
}
