package dev.kintsugi.pipeline.plan;

import dev.kintsugi.pipeline.work.Size;
import java.util.Optional;

/**
 * Lighter parameters that a strategy suggests; what is empty stays as it is.
 *
 * @param size of the picture
 * @param steps of denoising
 * @param precision of the weights
 */
public record Adjustment(Optional<Size> size, Optional<Integer> steps, Optional<String> precision) {}
