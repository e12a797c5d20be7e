package dev.kintsugi.store.learned;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.forecast.KnownGood;
import dev.kintsugi.pipeline.forecast.MemoryLimit;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Execution.Decode;
import dev.kintsugi.pipeline.plan.Execution.Guidance;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.plan.Workload;
import dev.kintsugi.runtime.device.Device;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the memory that a variant of a model needs, as it is kept.
 *
 * @param model the model's id
 * @param version which of its versions
 * @param precision which of its precisions
 * @param device where
 * @param guided whether pictures are drawn with guidance
 * @param lightFrom pictures of so many pixels are computed in the lighter way; left out if none has to be
 * @param guidance how guidance is computed then
 * @param decode how pictures are decoded then
 * @param smallerFrom pictures of so many pixels are drawn smaller; left out if none has to be
 * @param fits how many pixels they have then
 * @param probeAt when a little more is tried again
 * @param pauseSeconds how long it was waited for that
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record LearnedLimit(
        String model,
        String version,
        String precision,
        String device,
        boolean guided,
        @Nullable Long lightFrom,
        String guidance,
        String decode,
        @Nullable Long smallerFrom,
        long fits,
        String probeAt,
        long pauseSeconds) {

    private static final long NEVER = Long.MAX_VALUE;

    static LearnedLimit of(KnownGood.Entry entry) {
        var variant = entry.key().workload().variant();
        var limit = entry.limit();
        return new LearnedLimit(
                variant.model().value(),
                variant.version(),
                variant.precision(),
                variant.device().toString(),
                entry.key().guided(),
                limit.lightFrom() == NEVER ? null : limit.lightFrom(),
                limit.execution().guidance().code(),
                limit.execution().decode().code(),
                limit.smallerFrom() == NEVER ? null : limit.smallerFrom(),
                limit.fits(),
                limit.probeAt().toString(),
                limit.pause().toSeconds());
    }

    /**
     * The same as the pipeline knows it; empty if it is of a device that there is no word for.
     *
     * @param network the one network of the model that is computed; empty if it is what the model is made for
     */
    Optional<KnownGood.Entry> toEntry(String network) {
        var execution = new Execution(
                guidance.equals(Guidance.SEQUENTIAL.code()) ? Guidance.SEQUENTIAL : Guidance.BATCHED,
                decode.equals(Decode.TILED.code()) ? Decode.TILED : Decode.WHOLE);
        return Device.of(device)
                .map(known -> new MemoryLimit.Key(
                        new Workload(new Variant(new ModelId(model), version, precision, known), network), guided))
                .map(key -> new KnownGood.Entry(
                        key,
                        new MemoryLimit(
                                lightFrom == null ? NEVER : lightFrom,
                                execution,
                                smallerFrom == null ? NEVER : smallerFrom,
                                fits,
                                Instant.parse(probeAt),
                                Duration.ofSeconds(pauseSeconds))));
    }
}
