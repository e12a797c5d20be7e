package dev.kintsugi.generation.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.model.repository.Alternatives;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.SettableClock;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.device.Device;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All models of several tasks keep failing: who tries one of them once more keeps nobody from trying one of another task. */
@QuarkusTest
class LastResortTurnsTest {

    private record OneFailure() implements BreakerSettings {

        @Override
        public int window() {
            return 1;
        }

        @Override
        public double failureRatio() {
            return 0.5;
        }

        @Override
        public Duration delay() {
            return Duration.ofHours(1);
        }

        @Override
        public int max() {
            return 10;
        }
    }

    @Inject
    ModelRepository repository;

    @Inject
    Alternatives alternatives;

    @Inject
    Classification classification;

    private final SettableClock clock = new SettableClock();
    private BreakerRegistry registry;
    private ModelBreakers breakers;

    @BeforeEach
    void openAll() {
        registry = new BreakerRegistry(new OneFailure(), repository, List.of(), clock);
        breakers = new ModelBreakers(registry, new LastResorts(registry, repository, alternatives, clock), clock);
        for (var model : List.of("shapes-diffusion", "shapes-diffusion-lite", "scene-writer", "scene-writer-lite")) {
            var variant = Variant.of(repository.require(model), "fp32", Device.CPU);
            for (var kind : WorkKind.values()) {
                open(BreakerKey.of(variant, kind));
            }
            clock.pass(Duration.ofSeconds(1));
        }
    }

    @Test
    void aJobThatFailsTakesTheTurnOfNoModelOfAnotherTask() {
        var drawn =
                tried("scene-writer", WorkKind.TENSOR, () -> tried("shapes-diffusion", WorkKind.IMAGE, () -> "drawn"));
        assertThat(drawn).isEqualTo("drawn");
    }

    @Test
    void aTensorJobTakesNotTheTurnOfAPictureOfTheSameModel() {
        var drawn = tried(
                "shapes-diffusion", WorkKind.TENSOR, () -> tried("shapes-diffusion", WorkKind.IMAGE, () -> "drawn"));
        assertThat(drawn).isEqualTo("drawn");
    }

    @Test
    void aTensorJobThatWorksClosesNoBreakerOfPictures() {
        tried("shapes-diffusion", WorkKind.TENSOR, () -> "computed");
        var variant = Variant.of(repository.require("shapes-diffusion"), "fp32", Device.CPU);
        assertThat(breakers.state(variant, WorkKind.TENSOR)).isInstanceOf(BreakerState.Closed.class);
        assertThat(breakers.state(variant, WorkKind.IMAGE)).isInstanceOf(BreakerState.Open.class);
    }

    @Test
    void jobsOfOneKindTakeTurnsAndOnlyTheModelThatRestedTheLongestIsTried() {
        tried("shapes-diffusion", WorkKind.IMAGE, () -> {
            assertThatThrownBy(() -> tried("shapes-diffusion", WorkKind.IMAGE, () -> "drawn"))
                    .isInstanceOf(BreakerOpen.class);
            assertThatThrownBy(() -> tried("shapes-diffusion-lite", WorkKind.IMAGE, () -> "drawn"))
                    .isInstanceOf(BreakerOpen.class);
            return "drawn";
        });
    }

    private String tried(String model, WorkKind kind, Supplier<String> work) {
        var variant = Variant.of(repository.require(model), "fp32", Device.CPU);
        return breakers.guard(variant, kind, work, String.class);
    }

    private void open(BreakerKey key) {
        var thrown = new TypedException(FailureType.MODEL_LOADING_FAILED, "the file is damaged");
        var failed = new ModelFailedException(classification.classify(thrown, FailureContext.NONE), thrown);
        assertThatThrownBy(() -> registry.get(key)
                        .call(
                                () -> {
                                    throw failed;
                                },
                                String.class))
                .isSameAs(failed);
        assertThat(registry.state(key)).isInstanceOf(BreakerState.Open.class);
    }
}
