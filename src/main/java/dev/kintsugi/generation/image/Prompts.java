package dev.kintsugi.generation.image;

import dev.kintsugi.recovery.failure.FieldError;
import java.text.Normalizer;
import java.util.List;
import java.util.regex.Pattern;

/** Makes text that people typed safe for models and logs. */
final class Prompts {

    /** Control characters and halves of surrogate pairs; line breaks and tabs become spaces instead. */
    private static final Pattern UNWANTED = Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Co}&&[^\\n\\r\\t]]");

    private static final Pattern SPACES = Pattern.compile("\\s+");

    private Prompts() {}

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
