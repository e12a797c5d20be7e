package dev.kintsugi.job;

import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.pipeline.plan.Size;

/**
 * A finished picture, of which the content lies in the {@link ArtifactStore}.
 *
 * @param digest SHA-256 of the content, lower-case hexadecimal
 * @param contentType the media type, such as {@code image/png}
 * @param bytes the length of the content
 * @param size in pixels
 * @param seed that gives it again
 */
public record ArtifactRef(String digest, String contentType, long bytes, Size size, long seed) {}
