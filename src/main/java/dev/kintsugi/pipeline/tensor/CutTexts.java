package dev.kintsugi.pipeline.tensor;

import dev.kintsugi.runtime.tensor.ElementType;
import dev.kintsugi.runtime.tensor.TensorValue;
import java.util.regex.Pattern;

/**
 * Texts with characters beyond U+FFFF, which ONNX Runtime's Java API cannot read: it hands their UTF-8 to JNI's {@code NewStringUTF},
 * which takes the first of their four bytes for a character of its own and cuts the text.
 */
final class CutTexts {

    private static final Pattern FIRST_BYTE = Pattern.compile("[\\x{f0}-\\x{f4}](?:[\\x{80}-\\x{bf}]|$)");

    private CutTexts() {}

    /** Whether an output may have such texts; an {@code ð} at the end of a text is one in Icelandic too. */
    static boolean isSuspected(TensorValue output) {
        return output.type() == ElementType.STRING
                && output.texts().stream()
                        .anyMatch(text -> FIRST_BYTE.matcher(text).find());
    }
}
