package dev.kintsugi.background;

import java.time.Instant;
import java.util.Optional;

/**
 * How a background task is.
 *
 * @param runningSince when the run under way began; empty between runs
 */
public record TaskState(String name, Optional<Instant> runningSince) {}
