package dev.kintsugi.job;

import dev.kintsugi.generation.request.GenerationRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * A job as a caller submits it.
 *
 * @param what is asked for
 * @param caller who asks
 * @param priority which jobs it may overtake
 * @param within the time after which it expires; nothing if there is none
 * @param keeping what to do if it cannot be persisted
 */
public record JobRequest(
        GenerationRequest what, Caller caller, Priority priority, Optional<Duration> within, Durability keeping) {}
