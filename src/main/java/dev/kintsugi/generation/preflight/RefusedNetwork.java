package dev.kintsugi.generation.preflight;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.plan.Workload;
import dev.kintsugi.runtime.device.Device;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A network of a model that is refused for some time: several different requests for it ended the process, and of none of them
 * could anything be made smaller. A caller that sends other numbers each time would end the process for all others again and again.
 *
 * @param network which one
 * @param requests how many different ones ended the process
 * @param until when further ones are refused
 */
public record RefusedNetwork(Network network, int requests, Instant until) {

    /**
     * A network in any precision: other numbers of the same operators.
     *
     * @param version of the model
     * @param device where it is computed
     * @param name among the networks of the model
     */
    public record Network(ModelId model, String version, Device device, String name) {

        static Network of(Workload workload) {
            var variant = workload.variant();
            return new Network(variant.model(), variant.version(), variant.device(), workload.part());
        }
    }

    /** So many are no accident, such as power cuts while one request was computed. */
    private static final int SEVERAL = 3;

    /** After the last end: then two ends more are what one more request may cost. */
    private static final Duration REST = Duration.ofHours(1);

    /** Why it is refused and until when, in sentences. */
    public String text() {
        return requests + " different requests for the network " + network.name() + " of the model " + network.model()
                + " "
                + network.version()
                + " ended the service while they were computed, and nothing of them could be made smaller."
                + " So no other one is begun before "
                + until.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1)
                + ", unless POST /admin/recovery/reset forgets them before.";
    }

    /** All that are refused now, for requests that are known to end the process. */
    static List<RefusedNetwork> all(Collection<PoisonRequests.Entry> entries, Instant now) {
        return entries.stream()
                .filter(entry -> !entry.key().workload().isWhole()) // of which a smaller one may do
                .collect(Collectors.groupingBy(entry -> Network.of(entry.key().workload())))
                .entrySet()
                .stream()
                .flatMap(of -> of(of.getKey(), of.getValue()).stream())
                .filter(refused -> now.isBefore(refused.until()))
                .sorted(Comparator.comparing(RefusedNetwork::until))
                .toList();
    }

    private static Optional<RefusedNetwork> of(Network network, List<PoisonRequests.Entry> entries) {
        var requests = entries.stream()
                .map(entry -> entry.key().fingerprint())
                .distinct()
                .count();
        return entries.stream()
                .map(PoisonRequests.Entry::at)
                .max(Comparator.naturalOrder())
                .filter(_ -> requests >= SEVERAL)
                .map(last -> new RefusedNetwork(network, (int) requests, last.plus(REST)));
    }
}
