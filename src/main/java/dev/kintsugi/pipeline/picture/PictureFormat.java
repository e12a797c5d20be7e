package dev.kintsugi.pipeline.picture;

import dev.kintsugi.pipeline.MediaType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A format that a picture can be sent in. */
public enum PictureFormat {
    PNG,
    JPEG,
    WEBP;

    /** All names, as a regular expression. */
    public static final String VALUES = "png|jpeg|webp";

    /** What a value that is none of them must be. */
    public static final String MESSAGE = "must be one of png, jpeg, webp";

    /** As OpenAI's API names it, which is the extension of its files, too. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public MediaType type() {
        return this == PNG ? MediaType.PNG : new MediaType("image/" + code(), code());
    }

    public static Optional<PictureFormat> of(String code) {
        return Arrays.stream(values())
                .filter(format -> format.code().equals(code))
                .findFirst();
    }

    /** The format of files with an extension; {@code jpg} is short for jpeg. */
    public static Optional<PictureFormat> ofExtension(String extension) {
        return of(extension.equals("jpg") ? "jpeg" : extension);
    }
}
