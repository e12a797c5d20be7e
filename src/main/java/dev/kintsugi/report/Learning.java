package dev.kintsugi.report;

import dev.kintsugi.pipeline.KnownGood;
import dev.kintsugi.pipeline.MemoryForecast;
import dev.kintsugi.pipeline.TimeForecast;
import dev.kintsugi.recovery.Experience;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the service has learned: tells it, takes it back after a restart, forgets it. */
@ApplicationScoped
public class Learning {

    private final Experience experience;
    private final KnownGood knownGood;
    private final MemoryForecast forecast;
    private final TimeForecast times;
    private final Clock clock;

    Learning(Experience experience, KnownGood knownGood, MemoryForecast forecast, TimeForecast times, Clock clock) {
        this.experience = experience;
        this.knownGood = knownGood;
        this.forecast = forecast;
        this.times = times;
        this.clock = clock;
    }

    public LearnedView view() {
        return new LearnedView(
                experience.entries(clock.instant()).stream()
                        .map(StrategyView::of)
                        .toList(),
                knownGood.entries().stream().map(KnownGoodView::of).toList(),
                forecast.entries().stream().map(MemoryView::of).toList(),
                times.entries().stream().map(TimeView::of).toList());
    }

    /** Knows what this view says, and nothing else. An entry that makes no sense is left out and costs no other. */
    public void restore(LearnedView view) {
        experience.restore(readable(view.strategies(), StrategyView::toEntry));
        knownGood.restore(readable(view.knownGood(), KnownGoodView::toEntry));
        forecast.restore(readable(view.memory(), MemoryView::toEntry));
        times.restore(readable(view.time(), TimeView::toEntry));
    }

    /** How often something was learned or forgotten: the same number means the same knowledge. */
    public long changes() {
        return experience.changes() + knownGood.changes() + forecast.changes() + times.changes();
    }

    public void forget() {
        restore(new LearnedView(List.of(), List.of(), List.of(), List.of()));
    }

    private static <V, E> List<E> readable(List<V> views, Function<V, Optional<E>> toEntry) {
        return views.stream()
                .flatMap(view -> {
                    try {
                        return toEntry.apply(view).stream();
                    } catch (RuntimeException e) {
                        Log.warnf("something learned cannot be read and is forgotten: %s", view);
                        return Stream.empty();
                    }
                })
                .toList();
    }
}
