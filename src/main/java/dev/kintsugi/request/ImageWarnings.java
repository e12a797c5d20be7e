package dev.kintsugi.request;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What callers are told of fields of images that mean something else than they may think. */
public final class ImageWarnings {

    private ImageWarnings() {}

    public static List<String> of(
            @Nullable Long seed, @Nullable String outputFormat, @Nullable Integer outputCompression) {
        var warnings = new ArrayList<String>();
        if (RandomSeed.isRandom(seed)) {
            warnings.add("The seed -1 stands for a random one; kintsugi.seeds says which was used.");
        }
        if (outputCompression != null && (outputFormat == null || outputFormat.equals("png"))) {
            warnings.add("The field 'output_compression' has no effect: PNG is without loss.");
        }
        return warnings;
    }
}
