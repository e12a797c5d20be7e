package dev.kintsugi.report.learned;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.pipeline.forecast.KnownGood;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the memory that a variant of a model needs.
 *
 * @param model the model's id
 * @param version which of its versions
 * @param network the one network of the model that is computed; left out if it is what the model is made for
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
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "MemoryLimits")
record KnownGoodView(
        String model,
        String version,
        @Nullable String network,
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

    static KnownGoodView of(KnownGood.Entry entry) {
        var variant = entry.key().workload().variant();
        var limit = entry.limit();
        return new KnownGoodView(
                variant.model().value(),
                variant.version(),
                LearnedView.network(entry.key().workload()),
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
}
