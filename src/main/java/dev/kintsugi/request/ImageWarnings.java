package dev.kintsugi.request;

import dev.kintsugi.generation.image.Prompts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What callers are told of fields of images that mean something else than they may think. */
public final class ImageWarnings {

    private ImageWarnings() {}

    /** Of the fields that all requests for images have. */
    public static List<String> of(
            @Nullable String prompt,
            @Nullable String negativePrompt,
            @Nullable Long seed,
            @Nullable String outputFormat,
            @Nullable Integer outputCompression) {
        var warnings = new ArrayList<String>();
        addLeftOut("prompt", prompt, warnings);
        addLeftOut("negative_prompt", negativePrompt, warnings);
        if (RandomSeed.isRandom(seed)) {
            warnings.add("The seed -1 stands for a random one; kintsugi.seeds says which was used.");
        }
        if (outputCompression != null && (outputFormat == null || outputFormat.equals("png"))) {
            warnings.add("The field 'output_compression' has no effect: PNG is without loss.");
        }
        return warnings;
    }

    private static void addLeftOut(String field, @Nullable String text, List<String> warnings) {
        if (text != null && Prompts.losesCharacters(text)) {
            warnings.add("Characters of the field '" + field
                    + "' were left out: control characters, private ones or halves of surrogate pairs.");
        }
    }
}
