package dev.kintsugi.pipeline;

import dev.kintsugi.pipeline.plan.Size;

/**
 * A finished picture.
 *
 * @param png the file's content
 * @param size in pixels
 * @param seed that gives it again
 */
public record Artifact(byte[] png, Size size, long seed) {}
