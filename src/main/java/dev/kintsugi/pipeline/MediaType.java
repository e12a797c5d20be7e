package dev.kintsugi.pipeline;

/**
 * The format of an artifact.
 *
 * @param name its media type (RFC 6838), such as {@code image/png}
 * @param extension of the names of its files, such as {@code png}
 */
public record MediaType(String name, String extension) {

    public static final MediaType PNG = new MediaType("image/png", "png");

    public static final MediaType JSON = new MediaType("application/json", "json");
}
