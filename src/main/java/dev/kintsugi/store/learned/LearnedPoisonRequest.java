package dev.kintsugi.store.learned;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.generation.preflight.PoisonRequests;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.plan.Workload;
import dev.kintsugi.runtime.device.Device;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A request that ended the process each time, as it is kept.
 *
 * @param model the model's id
 * @param version which of its versions
 * @param precision which of its precisions
 * @param device where
 * @param network the one network of the model that is computed; empty if it is what the model is made for
 * @param fingerprint the same for all equal requests
 * @param title what is computed, in words
 * @param ends how often the process ended while it was computed
 * @param lighterToo whether it also ended when it was computed with less memory
 * @param at when it ended last
 * @param service the version of the service that ended
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
record LearnedPoisonRequest(
        String model,
        String version,
        String precision,
        String device,
        String network,
        String fingerprint,
        String title,
        int ends,
        boolean lighterToo,
        String at,
        String service) {

    static LearnedPoisonRequest of(PoisonRequests.Entry entry) {
        var workload = entry.key().workload();
        var variant = workload.variant();
        return new LearnedPoisonRequest(
                variant.model().value(),
                variant.version(),
                variant.precision(),
                variant.device().toString(),
                workload.part(),
                entry.key().fingerprint(),
                entry.title(),
                entry.ends(),
                entry.lighterToo(),
                entry.at().toString(),
                entry.service());
    }

    /** The same as the service knows it; empty if it is of a device that there is no word for. */
    Optional<PoisonRequests.Entry> toEntry() {
        return Device.of(device)
                .map(known -> new Workload(
                        new Variant(new ModelId(model), version, precision, known), Objects.requireNonNull(network)))
                .map(workload -> new PoisonRequests.Entry(
                        new PoisonRequests.Key(workload, Objects.requireNonNull(fingerprint)),
                        Objects.requireNonNull(title),
                        ends,
                        lighterToo,
                        Instant.parse(at),
                        Objects.requireNonNull(service)));
    }
}
