package dev.kintsugi.report.learned;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.generation.preflight.PoisonRequests;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A request that ended the process each time, so that equal ones are made lighter or refused for a day.
 *
 * @param model the model's id
 * @param version which of its versions
 * @param network the one network of the model that is computed; left out if it is what the model is made for
 * @param precision which of its precisions
 * @param device where
 * @param title what is computed, in words
 * @param fingerprint the same for all equal requests, whatever their prompts and seeds
 * @param ends how often the process ended while it was computed
 * @param lighterToo whether it also ended when it was computed with less memory, so that equal ones are refused
 * @param at when it ended last, as far as it is known
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "PoisonRequest")
record PoisonRequestView(
        String model,
        String version,
        @Nullable String network,
        String precision,
        String device,
        String title,
        String fingerprint,
        int ends,
        boolean lighterToo,
        String at) {

    static PoisonRequestView of(PoisonRequests.Entry entry) {
        var workload = entry.key().workload();
        var variant = workload.variant();
        return new PoisonRequestView(
                variant.model().value(),
                variant.version(),
                LearnedView.network(workload),
                variant.precision(),
                variant.device().toString(),
                entry.title(),
                entry.key().fingerprint(),
                entry.ends(),
                entry.lighterToo(),
                entry.at().toString());
    }
}
