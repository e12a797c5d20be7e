package dev.kintsugi.report.learned;

import dev.kintsugi.generation.preflight.PoisonRequests;
import dev.kintsugi.pipeline.forecast.KnownGood;
import dev.kintsugi.pipeline.forecast.MemoryForecast;
import dev.kintsugi.pipeline.forecast.TimeForecast;
import dev.kintsugi.recovery.learning.Experience;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/** What the service has learned: tells it and forgets it. */
@ApplicationScoped
public class Learning {

    private final Experience experience;
    private final KnownGood knownGood;
    private final MemoryForecast forecast;
    private final TimeForecast times;
    private final PoisonRequests poison;
    private final Clock clock;

    Learning(
            Experience experience,
            KnownGood knownGood,
            MemoryForecast forecast,
            TimeForecast times,
            PoisonRequests poison,
            Clock clock) {
        this.experience = experience;
        this.knownGood = knownGood;
        this.forecast = forecast;
        this.times = times;
        this.poison = poison;
        this.clock = clock;
    }

    public LearnedView view() {
        return new LearnedView(
                experience.entries(clock.instant()).stream()
                        .map(StrategyView::of)
                        .toList(),
                knownGood.entries().stream().map(KnownGoodView::of).toList(),
                forecast.entries().stream().map(MemoryView::of).toList(),
                times.entries().stream().map(TimeView::of).toList(),
                poison.entries().stream().map(PoisonRequestView::of).toList());
    }

    /** Knows nothing any more. */
    public void forget() {
        experience.restore(List.of());
        knownGood.restore(List.of());
        forecast.restore(List.of());
        times.restore(List.of());
        poison.forget();
    }
}
