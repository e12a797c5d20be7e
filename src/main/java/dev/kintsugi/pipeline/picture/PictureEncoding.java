package dev.kintsugi.pipeline.picture;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a picture is to be sent.
 *
 * @param format JPEG or WebP, both with loss
 * @param quality from 0, the smallest file, to 100
 */
public record PictureEncoding(PictureFormat format, int quality) {

    /** OpenAI's default. */
    private static final int BEST = 100;

    /** What a request asks for; nothing if pictures are to be sent as they are kept, or the format is not known. */
    public static Optional<PictureEncoding> of(@Nullable String format, @Nullable Integer compression) {
        return PictureFormat.of(format == null ? "" : format)
                .filter(known -> known != PictureFormat.PNG)
                .map(known -> new PictureEncoding(known, compression == null ? BEST : compression));
    }

    /** With the quality that a job asked for, if it asked for this format. */
    public static Optional<PictureEncoding> of(PictureFormat format, Optional<PictureEncoding> asked) {
        return asked.filter(encoding -> encoding.format() == format).or(() -> of(format.code(), null));
    }
}
