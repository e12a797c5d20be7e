package dev.kintsugi.pipeline.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.runtime.device.Device;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits and sizes of all kinds on machines whose time grows in all ways: what is drawn is in time, and not much less than could be. */
class TimeForecastTest {

    private static final List<Integer> SIDES = List.of(256, 512, 768, 1024);
    private static final List<Duration> LIMITS = LongStream.of(400, 1000, 2000, 5000, 15_000)
            .mapToObj(Duration::ofMillis)
            .toList();
    private static final int FEWEST_STEPS = 10;

    /** The service learns from so many requests before what it picks is judged. */
    private static final int REQUESTS = 25;

    @TempDir
    static Path home;

    private static ModelRepository repository;

    @BeforeAll
    static void install() {
        repository = new InstalledModels(home).repository;
    }

    /** @param growth how the time of a step grows with the pixels: 1 as convolutions, 2 as attention */
    @ParameterizedTest
    @ValueSource(doubles = {1, 1.25, 1.6, 2})
    void picksNearlyTheLargestPictureThatIsInTime(double growth) {
        for (var limit : LIMITS) {
            for (var side : SIDES) {
                var asked = plan(side, 40);
                var picked = settled(asked, limit, growth).work(ImageWork.class);
                var as = picked.size() + " in " + picked.steps() + " steps for " + side + " in " + limit;
                var took = took(picked.size().pixels(), picked.steps(), growth);
                assertThat(took).as(as).isLessThanOrEqualTo(limit);
                if (picked.steps() == asked.work(ImageWork.class).steps()) {
                    continue; // as it was asked for
                }
                var more = picked.steps() > FEWEST_STEPS
                        ? took(picked.size().pixels(), picked.steps() * 2, growth)
                        : took(picked.size().pixels() * 2, FEWEST_STEPS, growth);
                assertThat(more).as("twice as much as " + as).isGreaterThan(limit);
            }
        }
    }

    @Test
    void whatASizeTookItselfCountsMoreThanWhatOthersLetExpect() {
        var forecast = new TimeForecast(repository);
        for (int i = 0; i < 6; i++) {
            forecast.worked(plan(128, 10), Duration.ofMillis(100));
            forecast.worked(plan(512, 20), Duration.ofMillis(3000));
        }
        for (int i = 0; i < 4; i++) {
            forecast.worked(plan(256, 20), Duration.ofMillis(1900));
        }
        var needed = forecast.shortage(plan(256, 20), Duration.ofSeconds(1))
                .orElseThrow()
                .needed();
        assertThat(needed).isBetween(Duration.ofMillis(1700), Duration.ofMillis(2100));
    }

    @Test
    void stepsThatCostNothingAreNotTakenAway() {
        assertThat(ShorterPlanSearch.share(1e9, 2e9, 2e9)).isEqualTo(1);
        assertThat(ShorterPlanSearch.share(2e9, 2e9, 2e9)).isEqualTo(1);
        assertThat(ShorterPlanSearch.share(1e9, 2e9, 2.1e9)).isEqualTo(1);
        assertThat(ShorterPlanSearch.share(1e9, 2e9, 0.5e9)).isEqualTo(1.0 / 3);
        assertThat(ShorterPlanSearch.share(1e9, 4e9, 2e9)).isZero();
    }

    /** What is picked after a service has had some requests like this one. */
    private static Plan settled(Plan asked, Duration limit, double growth) {
        var forecast = new TimeForecast(repository);
        // Before enough is known the smallest picture is drawn in the end.
        for (int side = 64; side <= 128; side += 16) {
            forecast.worked(plan(side, FEWEST_STEPS), took((long) side * side, FEWEST_STEPS, growth));
        }
        for (int request = 0; request < REQUESTS; request++) {
            var plan = pick(forecast, asked, limit);
            var took = took(
                    plan.work(ImageWork.class).size().pixels(),
                    plan.work(ImageWork.class).steps(),
                    growth);
            if (took.compareTo(limit) > 0) {
                forecast.stopped(plan, limit);
            } else {
                forecast.worked(plan, took);
            }
        }
        return pick(forecast, asked, limit);
    }

    private static Plan pick(TimeForecast forecast, Plan asked, Duration limit) {
        return forecast.lighter(asked, limit).map(replan -> replan.plan()).orElse(asked);
    }

    /** A step of 256 × 256 takes 50 ms. */
    private static Duration took(long pixels, int steps, double growth) {
        var size = pixels / (256.0 * 256);
        return Duration.ofNanos((long) (1e6 * (10 + steps * 50 * Math.pow(size, growth) + 60 * size)));
    }

    private static Plan plan(int side, int steps) {
        var model = repository.require("shapes-diffusion");
        return new Plan(
                new Variant(model.id(), model.manifest().version(), "fp16", Device.CPU),
                new ImageWork("a red circle", "", new Size(side, side), steps, 5, 1, 1, SchedulerKind.MODEL),
                Execution.FASTEST);
    }
}
