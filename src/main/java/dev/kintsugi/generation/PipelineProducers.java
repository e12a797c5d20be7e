package dev.kintsugi.generation;

import dev.kintsugi.capacity.memory.DeviceMemory;
import dev.kintsugi.generation.settings.LearningSettings;
import dev.kintsugi.generation.settings.ResultCacheSettings;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.Blocking;
import dev.kintsugi.pipeline.cache.ResultCache;
import dev.kintsugi.pipeline.forecast.KnownGood;
import dev.kintsugi.pipeline.forecast.MemoryForecast;
import dev.kintsugi.pipeline.forecast.TimeForecast;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.Executor;

/** Makes the parts of pipelines that have settings, or one instance for all. */
class PipelineProducers {

    /** Kept answers have at most one part in so many of the Java heap. */
    private static final int SHARE_OF_HEAP = 8;

    @Produces
    @Singleton
    KnownGood knownGood(ModelRepository repository, LearningSettings settings) {
        return new KnownGood(repository, settings.probeAfter());
    }

    @Produces
    @Singleton
    ResultCache keptAnswers(ResultCacheSettings settings, Clock clock) {
        // In a small container the heap is needed for what is drawn now.
        var most = Math.min(settings.bytes(), Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
        return new ResultCache(most, settings.time(), clock);
    }

    @Produces
    @Singleton
    MemoryForecast memoryForecast(ModelRepository repository, DeviceMemory memory) {
        return new MemoryForecast(repository, memory);
    }

    @Produces
    @Singleton
    TimeForecast timeForecast(ModelRepository repository) {
        return new TimeForecast(repository);
    }

    @Produces
    @Singleton
    @Blocking
    Executor blocking() {
        return Infrastructure.getDefaultWorkerPool();
    }
}
