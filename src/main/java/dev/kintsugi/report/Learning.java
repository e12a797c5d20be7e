package dev.kintsugi.report;

import dev.kintsugi.pipeline.KnownGood;
import dev.kintsugi.pipeline.MemoryForecast;
import dev.kintsugi.recovery.Experience;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** What the service has learned: tells it, takes it back after a restart, forgets it. */
@ApplicationScoped
public class Learning {

    private final Experience experience;
    private final KnownGood knownGood;
    private final MemoryForecast forecast;
    private final Clock clock;

    Learning(Experience experience, KnownGood knownGood, MemoryForecast forecast, Clock clock) {
        this.experience = experience;
        this.knownGood = knownGood;
        this.forecast = forecast;
        this.clock = clock;
    }

    public LearnedView view() {
        return new LearnedView(
                experience.entries(clock.instant()).stream()
                        .map(StrategyView::of)
                        .toList(),
                knownGood.entries().stream().map(KnownGoodView::of).toList(),
                forecast.entries().stream().map(MemoryView::of).toList());
    }

    /** Knows what this view says, and nothing else. */
    public void restore(LearnedView view) {
        experience.restore(view.strategies().stream()
                .map(StrategyView::toEntry)
                .flatMap(Optional::stream)
                .toList());
        knownGood.restore(view.knownGood().stream()
                .map(KnownGoodView::toEntry)
                .flatMap(Optional::stream)
                .toList());
        forecast.restore(view.memory().stream()
                .map(MemoryView::toEntry)
                .flatMap(Optional::stream)
                .toList());
    }

    /** How often something was learned or forgotten: the same number means the same knowledge. */
    public long changes() {
        return experience.changes() + knownGood.changes() + forecast.changes();
    }

    public void forget() {
        restore(new LearnedView(List.of(), List.of(), List.of()));
    }
}
