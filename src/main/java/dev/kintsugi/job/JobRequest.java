package dev.kintsugi.job;

import dev.kintsugi.generation.image.ImageGeneration;
import java.time.Duration;
import java.util.Optional;

/**
 * A job that somebody asks for.
 *
 * @param what to draw
 * @param caller who asks
 * @param priority which jobs it may overtake
 * @param within after which time nobody wants it any more; nothing where there is none
 * @param keeping what to do where it cannot be kept
 */
public record JobRequest(
        ImageGeneration what, Caller caller, Priority priority, Optional<Duration> within, Durability keeping) {}
