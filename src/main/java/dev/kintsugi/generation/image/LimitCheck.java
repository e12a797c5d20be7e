package dev.kintsugi.generation.image;

import dev.kintsugi.model.ImageLimits;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.recovery.failure.FieldError;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks values against a model's limits and collects what is wrong. */
record LimitCheck(List<FieldError> errors, boolean corrects) {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

    double range(String field, Optional<Double> value, ImageLimits.Range limits) {
        var given = value.orElse(limits.standard());
        if (!(given >= limits.min() && given <= limits.max())) {
            if (corrects && Double.isFinite(given)) {
                return Math.clamp(given, limits.min(), limits.max());
            }
            errors.add(new FieldError(
                    field,
                    "must be from " + text(limits.min()) + " to " + text(limits.max()) + ", was " + text(given)));
            return limits.standard();
        }
        return given;
    }

    /** What is wrong with a size, whatever its model. */
    static void requireForm(String value, List<FieldError> errors) {
        if (!value.equals("auto") && !SIZE.matcher(value).matches()) {
            errors.add(new FieldError("size", "must be auto or <width>x<height>"));
        }
    }

    Size size(String value, ImageLimits.Size limits) {
        var standard = new Size(limits.standard(), limits.standard());
        if (value.equals("auto")) {
            return standard;
        }
        var sides = SIZE.matcher(value);
        if (!sides.matches()) {
            errors.add(new FieldError("size", "must be auto or <width>x<height>, such as " + standard));
            return standard;
        }
        var size = new Size(Integer.parseInt(sides.group(1)), Integer.parseInt(sides.group(2)));
        if (corrects) {
            return nearest(size, limits);
        }
        if (!fits(size.width(), limits) || !fits(size.height(), limits)) {
            errors.add(new FieldError(
                    "size",
                    "both sides must be multiples of " + limits.multiple() + " from " + limits.min() + " to "
                            + limits.max() + ", was " + size));
            return standard;
        }
        if (size.pixels() > limits.pixels()) {
            errors.add(new FieldError(
                    "size", "must have at most " + limits.pixels() + " pixels, " + size + " has " + size.pixels()));
            return standard;
        }
        return size;
    }

    /** The size within the limits that is most like this one. */
    private static Size nearest(Size size, ImageLimits.Size limits) {
        var most = Math.min(1, Math.sqrt((double) limits.pixels() / Math.max(1, size.pixels())));
        var scaled =
                new Size(side(size.width() * most, limits, most < 1), side(size.height() * most, limits, most < 1));
        return scaled.pixels() <= limits.pixels()
                ? scaled
                : new Size(side(limits.standard(), limits, true), side(limits.standard(), limits, true));
    }

    private static int side(double side, ImageLimits.Size limits, boolean down) {
        var multiples = side / limits.multiple();
        var whole = (int) (down ? Math.floor(multiples) : Math.rint(multiples));
        var snapped = whole * limits.multiple();
        var least = (limits.min() + limits.multiple() - 1) / limits.multiple() * limits.multiple();
        var largest = limits.max() / limits.multiple() * limits.multiple();
        return Math.clamp(snapped, Math.min(least, largest), largest);
    }

    private static boolean fits(int side, ImageLimits.Size limits) {
        return side >= limits.min() && side <= limits.max() && side % limits.multiple() == 0;
    }

    private static String text(double number) {
        return number == Math.rint(number) && Math.abs(number) < Long.MAX_VALUE
                ? String.valueOf((long) number)
                : String.valueOf(number);
    }
}
