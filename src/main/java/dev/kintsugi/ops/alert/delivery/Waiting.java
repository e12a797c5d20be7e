package dev.kintsugi.ops.alert.delivery;

import dev.kintsugi.ops.alert.channel.Alert;
import java.time.Instant;

/**
 * An alert that waits for a receiver.
 *
 * @param said when it was to be sent first
 */
public record Waiting(Alert alert, Instant said) {}
