package dev.kintsugi.generation.image;

import dev.kintsugi.recovery.failure.FieldError;
import java.text.Normalizer;
import java.util.List;
import java.util.regex.Pattern;

/** Makes text that people typed safe for models and logs. */
public final class Prompts {

    /** Control characters and halves of surrogate pairs; line breaks and tabs become spaces instead. */
    private static final Pattern UNWANTED = Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Co}&&[^\\n\\r\\t]]");

    private static final Pattern SPACES = Pattern.compile("\\s+");

    /** What is wrong with a text of which nothing is left. */
    private static final String NOTHING_LEFT =
            "has only characters that are left out, such as control characters, private ones and halves of surrogate pairs";

    /** What nobody sees: format characters such as zero-width spaces, marks without a letter, fillers. */
    private static final Pattern INVISIBLE =
            Pattern.compile("[\\p{Cf}\\p{Z}\\p{M}\\s\\u115F\\u1160\\u2800\\u3164\\uFFA0]*");

    private Prompts() {}

    /** Whether a text has characters that are left out, such as control characters, of which spaces are not made. */
    public static boolean losesCharacters(String text) {
        return UNWANTED.matcher(text).find();
    }

    /** The text without what does not belong there; too long a one, and one that has nothing else, is an error. */
    static String required(String field, String text, int longest, List<FieldError> errors) {
        var clean = check(field, text, longest, errors);
        if (clean.isEmpty()) {
            errors.add(new FieldError(field, text.isBlank() ? "must not be empty" : NOTHING_LEFT));
        } else if (INVISIBLE.matcher(clean).matches()) {
            errors.add(new FieldError(field, "must have characters that can be seen"));
        }
        return clean;
    }

    /** The text without what does not belong there; too long a one is an error. */
    static String check(String field, String text, int longest, List<FieldError> errors) {
        var clean = SPACES.matcher(UNWANTED.matcher(Normalizer.normalize(text, Normalizer.Form.NFC))
                        .replaceAll(""))
                .replaceAll(" ")
                .strip();
        if (clean.length() > longest) {
            errors.add(new FieldError(field, "must have at most " + longest + " characters, has " + clean.length()));
        }
        return clean;
    }
}
