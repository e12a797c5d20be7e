package dev.kintsugi.ops.alert.delivery;

import java.time.Instant;
import java.util.Optional;

/**
 * How sending to one receiver goes.
 *
 * @param channel its name
 * @param waiting how many alerts wait
 * @param delivered how many it took
 * @param lost how many it never took: it refused them, or did not take them for too long
 * @param lastDelivered when it took one last
 * @param failing what is wrong; empty while it takes what it is sent
 */
public record DeliveryState(
        String channel,
        int waiting,
        long delivered,
        long lost,
        Optional<Instant> lastDelivered,
        Optional<Failing> failing) {

    /** What is wrong, in words that are safe to publish, and since when. */
    public record Failing(String problem, Instant since) {}
}
