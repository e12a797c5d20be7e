package dev.kintsugi.store.learned;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.capacity.memory.SmallDevice;
import dev.kintsugi.generation.preflight.ModelChanges;
import dev.kintsugi.generation.preflight.ModelChangesTest;
import dev.kintsugi.generation.preflight.PoisonRequests;
import dev.kintsugi.generation.preflight.PoisonRequestsTest;
import dev.kintsugi.model.repository.BuiltinManifests;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.pipeline.forecast.KnownGood;
import dev.kintsugi.pipeline.forecast.MemoryForecast;
import dev.kintsugi.pipeline.forecast.TimeForecast;
import dev.kintsugi.recovery.learning.Experience;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What was learned by a service that was just started: nothing. */
abstract class KnowledgeFixture {

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path home;

    final LearnedFormat format = new LearnedFormat(new ObjectMapper());
    final Experience experience = new Experience(Duration.ofHours(24));
    KnownGood knownGood;
    MemoryForecast forecast;
    TimeForecast times;
    ModelChanges models;
    final PoisonRequests poison = PoisonRequestsTest.of("1", Clock.fixed(NOW, ZoneOffset.UTC));
    Knowledge knowledge;

    final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    final SmallDevice device = new SmallDevice("18M");

    @AfterEach
    void close() {
        device.close();
        scheduler.shutdownNow();
    }

    @BeforeEach
    void open() {
        var repository = new ModelRepository(
                InstalledModels.folders(home), Clock.systemUTC(), new BuiltinManifests()); // no model is needed
        knownGood = new KnownGood(repository, Duration.ofMinutes(1));
        times = new TimeForecast(repository);
        forecast = new MemoryForecast(repository, device.memory());
        models = ModelChangesTest.of(repository, knownGood, forecast, times, poison);
        knowledge = new Knowledge(
                experience,
                new LearnedForecasts(knownGood, forecast, times),
                models,
                poison,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
