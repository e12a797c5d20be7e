package dev.kintsugi.pipeline.diffusion.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.pipeline.diffusion.tokenizer.ConfigFile;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the papers' formulas, computed here in other ways. */
class SchedulersTest {

    private static final MathContext EXACT = new MathContext(60);
    private static final double X0 = 0.7;
    private static final double NOISE = -1.3;

    @ParameterizedTest
    @ValueSource(strings = {"linear", "scaled_linear"})
    void signalThatIsLeftIsTheProductOfAllThatStayed(String betas) {
        var alphas = schedule(config().put("beta_schedule", betas)).alphasCumprod();
        var linear = betas.equals("linear");
        var first = linear ? big(0.00085) : big(0.00085).sqrt(EXACT);
        var last = linear ? big(0.012) : big(0.012).sqrt(EXACT);
        var left = BigDecimal.ONE;
        for (int t = 0; t < 1000; t++) {
            var share = big(t).divide(big(999), EXACT);
            var beta = first.add(last.subtract(first).multiply(share));
            left = left.multiply(BigDecimal.ONE.subtract(linear ? beta : beta.multiply(beta)), EXACT);
            assertThat(alphas[t]).as("t=%d", t).isCloseTo(left.doubleValue(), within(1e-13));
        }
    }

    @Test
    void cosineScheduleIsTheClosedFormUntilItIsCapped() {
        var alphas =
                schedule(config().put("beta_schedule", "squaredcos_cap_v2")).alphasCumprod();
        var begin = Math.pow(Math.cos(0.008 / 1.008 * Math.PI / 2), 2);
        for (int t = 0; t < 998; t++) {
            var closed = (1 + Math.cos(((t + 1) / 1000.0 + 0.008) / 1.008 * Math.PI)) / 2 / begin;
            assertThat(alphas[t]).as("t=%d", t).isCloseTo(closed, within(1e-12));
        }
        assertThat(alphas[999]).isCloseTo(alphas[998] * 0.001, within(1e-15)).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "leading, 1, 4, 751 501 251 1",
        "leading, 0, 3, 666 333 0",
        "leading, 1, 1, 1",
        "trailing, 0, 4, 999 749 499 249",
        "trailing, 0, 3, 999 666 332",
        "trailing, 0, 1, 999",
        "linspace, 0, 4, 999 666 333 0",
        "linspace, 0, 1, 999"
    })
    void spacesTimestepsAsLinAndOthers2024(String spacing, int offset, int steps, String expected) {
        var schedule = schedule(config().put("timestep_spacing", spacing).put("steps_offset", offset));
        var wanted = Arrays.stream(expected.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertThat(schedule.timesteps(steps)).containsExactly(wanted, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({
        "leading, epsilon, true, 20",
        "leading, v_prediction, false, 20",
        "leading, epsilon, false, 30",
        "trailing, epsilon, true, 20",
        "trailing, v_prediction, false, 50",
        "trailing, epsilon, true, 30",
        "linspace, epsilon, true, 20",
        "linspace, v_prediction, false, 7"
    })
    void ddimWithTheTrueNoiseLandsOnTheNextTimestepAndEndsWhereItShould(
            String spacing, String prediction, boolean one, int steps) {
        var schedule = schedule(config().put("timestep_spacing", spacing)
                .put("prediction_type", prediction)
                .put("set_alpha_to_one", one));
        var ddim = new Ddim(schedule, steps);
        var latents = new float[] {noised(alpha(schedule, ddim, 0))};
        for (int i = 0; i < steps; i++) {
            var predicted = predicted(prediction, alpha(schedule, ddim, i));
            latents[0] = noised(alpha(schedule, ddim, i));
            assertThat(ddim.preview(i, predicted, latents)[0]).isCloseTo((float) X0, within(1e-3f));
            ddim.step(i, predicted, latents);
            // One stride of 1000 / steps timesteps on, as the library has it that models are published with.
            var after = (int) ddim.timestep(i) - 1000 / steps;
            var next = after >= 0 ? schedule.alphasCumprod()[after] : one ? 1 : schedule.alphasCumprod()[0];
            assertThat(latents[0]).as("after step %d", i).isCloseTo(noised(next), within(1e-4f));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "leading, epsilon",
        "leading, v_prediction",
        "trailing, epsilon",
        "linspace, epsilon",
        "linspace, v_prediction"
    })
    void eulerWithTheTrueNoiseFollowsTheStraightLineToTheOriginal(String spacing, String prediction) {
        var schedule = schedule(config().put("timestep_spacing", spacing).put("prediction_type", prediction));
        var euler = new Euler(schedule, 30);
        var latents = new float[] {(float) (X0 + sigma(schedule, euler, 0) * NOISE)};
        for (int i = 0; i < 30; i++) {
            var sigma = sigma(schedule, euler, i);
            assertThat(euler.inputScale(i)).isCloseTo(1 / Math.sqrt(1 + sigma * sigma), within(1e-12));
            var predicted = predicted(prediction, 1 / (1 + sigma * sigma));
            assertThat(euler.preview(i, predicted, latents)[0]).isCloseTo((float) X0, within(1e-4f));
            euler.step(i, predicted, latents);
            var next = i + 1 < 30 ? sigma(schedule, euler, i + 1) : 0;
            assertThat(latents[0]).as("after step %d", i).isCloseTo((float) (X0 + next * NOISE), within(1e-4f));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"leading", "trailing", "linspace"})
    void noNumberOfStepsLeavesTheSchedule(String spacing) {
        for (int offset = 0; offset < 2; offset++) {
            var schedule = schedule(config().put("timestep_spacing", spacing).put("steps_offset", offset));
            for (int steps = 1; steps <= 1000; steps++) {
                for (var scheduler : new Scheduler[] {new Ddim(schedule, steps), new Euler(schedule, steps)}) {
                    var latents = new float[] {1};
                    var inside = true;
                    for (int i = 0; i < steps; i++) {
                        inside &= scheduler.timestep(i) >= 0 && scheduler.timestep(i) <= 999;
                        scheduler.step(i, new float[] {0.1f}, latents);
                    }
                    assertThat(latents[0])
                            .as("%s steps of %s", steps, scheduler.getClass())
                            .isFinite();
                }
            }
        }
    }

    @Test
    void beginsWithTheNoiseThatTheFirstStepExpects() {
        for (var spacing : new String[] {"leading", "trailing", "linspace"}) {
            var schedule = schedule(config().put("timestep_spacing", spacing));
            var euler = new Euler(schedule, 20);
            var sigma = sigma(schedule, euler, 0);
            var expected = spacing.equals("leading") ? Math.sqrt(sigma * sigma + 1) : sigma;
            assertThat(euler.initialSigma()).isCloseTo(expected, within(1e-12));
            assertThat(new Ddim(schedule, 20).initialSigma()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"beta_schedule", "prediction_type", "timestep_spacing"})
    void refusesWhatItDoesNotKnowInsteadOfGuessing(String key) {
        assertThatThrownBy(() -> schedule(config().put(key, "novel")))
                .isInstanceOfSatisfying(
                        TypedException.class,
                        e -> assertThat(e.type()).isEqualTo(FailureType.MODEL_COMPATIBILITY_ERROR))
                .hasMessageContaining(key)
                .hasMessageContaining("novel");
    }

    /** What a perfect network says: ε, or v = √ᾱ ε − √(1 − ᾱ) x₀ (Salimans and Ho 2022). */
    private static float[] predicted(String prediction, double alpha) {
        var v = Math.sqrt(alpha) * NOISE - Math.sqrt(1 - alpha) * X0;
        return new float[] {(float) (prediction.equals("epsilon") ? NOISE : v)};
    }

    /** Ho et al. 2020, equation 4. */
    private static float noised(double alpha) {
        return (float) (Math.sqrt(alpha) * X0 + Math.sqrt(1 - alpha) * NOISE);
    }

    private static double alpha(NoiseSchedule schedule, Scheduler scheduler, int i) {
        return schedule.alphasCumprod()[(int) scheduler.timestep(i)];
    }

    private static double sigma(NoiseSchedule schedule, Scheduler scheduler, int i) {
        var at = scheduler.timestep(i);
        var low = schedule.alphasCumprod()[(int) at];
        var high = schedule.alphasCumprod()[(int) Math.ceil(at)];
        var below = Math.sqrt(1 / low - 1);
        return below + (at - (int) at) * (Math.sqrt(1 / high - 1) - below);
    }

    private static ObjectNode config() {
        return JsonMapper.builder()
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .build()
                .createObjectNode()
                .put("beta_start", 0.00085)
                .put("beta_end", 0.012)
                .put("beta_schedule", "scaled_linear");
    }

    private static NoiseSchedule schedule(ObjectNode config) {
        return NoiseSchedule.ddim(new ConfigFile("scheduler_config.json", config, true));
    }

    private static BigDecimal big(double value) {
        return BigDecimal.valueOf(value);
    }
}
