package dev.kintsugi.capacity.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.background.BackgroundTasks;
import io.quarkus.runtime.StartupEvent;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class FeaturesTest {

    /** Something that features need, whose state is set from outside. */
    private record Switched(String name, AtomicReference<Optional<String>> state, CountDownLatch answers)
            implements Dependency {
        @Override
        public Optional<String> problem() {
            try {
                answers.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return state.get();
        }
    }

    @Test
    void aProbeThatHangsHoldsUpNoOtherAndDegradesWhatNeedsIt() {
        var names = Arrays.stream(Feature.values())
                .flatMap(feature -> feature.needs().stream())
                .distinct()
                .toList();
        var release = new CountDownLatch(1);
        var dependencies = names.stream()
                .map(name -> new Switched(
                        name,
                        new AtomicReference<>(Optional.empty()),
                        name.equals(names.getFirst()) ? release : new CountDownLatch(0)))
                .toList();
        try (var scheduler = Executors.newSingleThreadScheduledExecutor()) {
            var features = new Features(
                    List.copyOf(dependencies),
                    IdleFeatures.every(Duration.ofMillis(100)),
                    new BackgroundTasks(scheduler, Clock.systemUTC()),
                    Clock.systemUTC());
            features.start(new StartupEvent());
            dependencies.getLast().state().set(Optional.of("it is gone"));
            await(features, () -> degraded(features, names.getLast()).equals("it is gone"));
            await(features, () -> degraded(features, names.getFirst()).equals("it does not answer"));
            release.countDown();
            dependencies.getLast().state().set(Optional.empty());
            await(
                    features,
                    () -> degraded(features, names.getFirst()).isEmpty()
                            && degraded(features, names.getLast()).isEmpty());
            assertThat(features.all()).noneMatch(FeatureState::isDegraded);
        }
    }

    @Test
    void aFullDiskIsCalledThat() {
        var full = Feature.KEPT_KNOWLEDGE.needs().getFirst();
        var dependencies = Arrays.stream(Feature.values())
                .flatMap(feature -> feature.needs().stream())
                .distinct()
                .<Dependency>map(name -> new Dependency() {
                    @Override
                    public String name() {
                        return name;
                    }

                    @Override
                    public Optional<String> problem() {
                        if (name.equals(full)) {
                            throw new UncheckedIOException(
                                    new FileSystemException("learned.json", null, "No space left on device"));
                        }
                        return Optional.empty();
                    }
                })
                .toList();
        try (var scheduler = Executors.newSingleThreadScheduledExecutor()) {
            var features = new Features(
                    dependencies,
                    IdleFeatures.every(Duration.ofMillis(100)),
                    new BackgroundTasks(scheduler, Clock.systemUTC()),
                    Clock.systemUTC());
            features.start(new StartupEvent());
            await(features, () -> degraded(features, full).contains("the disk is full"));
        }
    }

    private static void await(Features features, Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            features.probeDue();
            return condition.call();
        });
    }

    private static String degraded(Features features, String dependency) {
        return features.all().stream()
                .flatMap(feature -> feature.causes().stream())
                .filter(cause -> cause.dependency().equals(dependency))
                .map(FeatureState.Cause::problem)
                .findFirst()
                .orElse("");
    }
}
