package dev.kintsugi.generation.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.device.Device;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More models and devices are tried than breakers may be kept. */
@QuarkusTest
class BreakerRegistryTest {

    private static final int MOST = 2;

    private record Few() implements BreakerSettings {

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
            return MOST;
        }
    }

    @Inject
    ModelRepository repository;

    @Inject
    Classification classification;

    @Inject
    Clock clock;

    private BreakerRegistry registry;

    @BeforeEach
    void make() {
        registry = new BreakerRegistry(new Few(), repository, List.of(), clock);
    }

    @Test
    void forgetsNoBreakerThatIsOpenOrHalfOpen() {
        open(key(0));
        open(key(1));
        open(key(2));
        tryOthers(10);
        assertThat(List.of(registry.state(key(0)), registry.state(key(1)), registry.state(key(2))))
                .hasOnlyElementsOfType(BreakerState.Open.class);
        assertThat(registry.all()).hasSize(3 + MOST);
        registry.repaired(key(0).model());
        tryOthers(30);
        assertThat(List.of(registry.state(key(0)), registry.state(key(1)), registry.state(key(2))))
                .hasOnlyElementsOfType(BreakerState.HalfOpen.class);
        assertThat(registry.all()).hasSize(3 + MOST);
    }

    @Test
    void forgetsClosedBreakersAlsoIfTheyWereOpenBefore() {
        open(key(0));
        registry.close(key(0), registry.get(key(0)));
        tryOthers(10);
        assertThat(registry.all()).hasSize(MOST);
    }

    @Test
    void aModelThatWorksWhileItIsPutOnProbationOnceMoreIsTakenToBeWell() {
        open(key(0));
        registry.repaired(key(0).model());
        var tried = registry.get(key(0));
        registry.repaired(key(0).model());
        registry.close(key(0), tried);
        assertThat(registry.state(key(0))).isInstanceOf(BreakerState.Closed.class);
        open(key(0));
        registry.close(key(0), tried);
        assertThat(registry.state(key(0))).as("it has failed again").isInstanceOf(BreakerState.Open.class);
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

    private void tryOthers(int from) {
        for (int device = from; device < from + 20; device++) {
            registry.get(key(device));
        }
    }

    private static BreakerKey key(int device) {
        return new BreakerKey(
                new ModelId("shapes-diffusion"), "1.0.0", WorkKind.IMAGE, new Device(Device.Provider.CUDA, device));
    }
}
