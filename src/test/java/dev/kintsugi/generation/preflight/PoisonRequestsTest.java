package dev.kintsugi.generation.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.pipeline.work.TensorWork;
import dev.kintsugi.pipeline.work.Work;
import dev.kintsugi.recovery.SettableClock;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.tensor.ElementType;
import dev.kintsugi.runtime.tensor.TensorValue;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class PoisonRequestsTest {

    private final SettableClock clock = new SettableClock();
    private final PoisonRequests poison = of("1", clock);

    /** Of a version of the service that knows none. */
    public static PoisonRequests of(String version, Clock clock) {
        return new PoisonRequests(version, clock);
    }

    /** Those who remember them, and know no model. */
    @SuppressWarnings("NullAway") // no plan is made lighter
    public static KilledGenerations killed(PoisonRequests poison, Clock clock) {
        return new KilledGenerations(null, poison, clock);
    }

    /** A plan was computed to its end as it was asked for. */
    public static void completed(PoisonRequests poison, Plan plan) {
        poison.completed(plan);
    }

    @Test
    void picturesAreEqualIfOnlyWordsAndSeedDiffer() {
        poison.remember(plan(picture("a star", 512, 20, 1, 7)), 2, false);
        assertThat(poison.of(plan(picture("a moon", 512, 20, 1, 8)))).hasValueSatisfying(known -> {
            assertThat(known.ends()).isEqualTo(2);
            assertThat(known.title()).contains("512x512").doesNotContain("star");
        });
        assertThat(poison.of(plan(picture("a star", 256, 20, 1, 7)))).isEmpty();
        assertThat(poison.of(plan(picture("a star", 512, 21, 1, 7)))).isEmpty();
        assertThat(poison.of(plan(picture("a star", 512, 20, 2, 7)))).isEmpty();
        assertThat(poison.of(plan("other", picture("a star", 512, 20, 1, 7)))).isEmpty();
    }

    @Test
    void tensorsAreEqualIfAllTheirNumbersAre() {
        poison.remember(plan(tensors("net", 1, 2)), 2, false);
        assertThat(poison.of(plan(tensors("net", 1, 2)))).isPresent();
        assertThat(poison.of(plan(tensors("net", 2, 1)))).isEmpty();
        assertThat(poison.of(plan(tensors("other", 1, 2)))).isEmpty();
    }

    @Test
    void isForgottenAfterADay() {
        var plan = plan(tensors("net", 1));
        poison.remember(plan, 2, true);
        clock.pass(Duration.ofHours(23));
        assertThat(poison.of(plan)).isPresent();
        clock.pass(Duration.ofHours(1));
        assertThat(poison.of(plan)).isEmpty();
        assertThat(poison.entries()).isEmpty();
        assertThat(poison.remember(plan, 1, false).ends())
                .as("what is forgotten counts no more")
                .isEqualTo(1);
    }

    @Test
    void theOldestAreForgottenWhereThereAreTooMany() {
        for (int i = 0; i < 120; i++) {
            poison.remember(plan(tensors("net", i)), 2, false);
            clock.pass(Duration.ofSeconds(1));
        }
        assertThat(poison.entries()).hasSize(100);
        assertThat(poison.of(plan(tensors("net", 0)))).isEmpty();
        assertThat(poison.of(plan(tensors("net", 119)))).isPresent();
    }

    @Test
    void isForgottenWhenAnEqualOneCompletes() {
        var plan = plan(tensors("net", 1));
        var other = plan(tensors("net", 2));
        poison.remember(plan, 2, true);
        poison.remember(other, 2, true);
        var before = poison.changes();
        poison.completed(plan);
        assertThat(poison.of(plan)).isEmpty();
        assertThat(poison.of(other)).isPresent();
        assertThat(poison.changes()).isGreaterThan(before);
    }

    @Test
    void isNotRememberedIfAnEqualOneCompletedSinceTheKill() {
        var plan = plan(tensors("net", 1));
        poison.suspect();
        poison.completed(plan);
        poison.remember(plan, 2, false);
        assertThat(poison.of(plan)).isEmpty();
        poison.remember(plan(tensors("net", 2)), 2, false);
        assertThat(poison.entries()).hasSize(1);
    }

    @Test
    void saysWhatBecomesOfEqualOnes() {
        var refused = poison.remember(plan(tensors("net", 1)), 3, true);
        assertThat(refused.text())
                .contains("3 times", "are refused until", "POST /admin/recovery/reset")
                .startsWith(refused.title());
    }

    @Test
    void anotherVersionOfTheServiceMayNotEnd() {
        var plan = plan(tensors("net", 1));
        poison.remember(plan, 2, false);
        var next = of("2", clock);
        next.restore(poison.entries());
        assertThat(next.of(plan)).isEmpty();
    }

    @Test
    void whatWasNoticedSinceTheStartStaysWhenTheRestIsRead() {
        var before = plan(tensors("net", 1));
        var since = plan(tensors("net", 2));
        poison.remember(before, 2, false);
        var next = of("1", clock);
        next.remember(since, 3, true);
        next.restore(poison.entries());
        assertThat(next.of(before)).isPresent();
        assertThat(next.of(since)).isPresent();
        next.forget();
        assertThat(next.entries()).isEmpty();
    }

    @Test
    void aNetworkOfWhichSeveralRequestsEndedTheProcessIsRefusedWhateverItsNumbersAre() {
        end("net", 1);
        end("net", 1);
        end("net", 2);
        assertThat(poison.refused(plan(tensors("net", 9))))
                .as("two different ones may be an accident")
                .isEmpty();
        end("net", 3);
        assertThat(poison.refused(plan(tensors("net", 9)))).hasValueSatisfying(refused -> {
            assertThat(refused.requests()).isEqualTo(3);
            assertThat(refused.until()).isEqualTo(clock.instant().plus(Duration.ofHours(1)));
            assertThat(refused.text())
                    .contains("3 different requests", "network net", "model m 1", "POST /admin/recovery/reset");
        });
        assertThat(poison.refused(plan("m", "int8", tensors("net", 9))))
                .as("the operators are the same in another precision")
                .isPresent();
        assertThat(poison.refused(plan(tensors("other", 9)))).isEmpty();
        assertThat(poison.refused(plan("another", tensors("net", 9)))).isEmpty();
        assertThat(poison.refused(plan(picture("a star", 512, 20, 1, 7)))).isEmpty();
    }

    @Test
    void picturesOfAModelAreNotRefusedSinceASmallerOneMayDo() {
        for (int steps = 1; steps < 9; steps++) {
            poison.remember(plan(picture("a star", 512, steps, 1, 7)), 3, true);
        }
        assertThat(poison.refused(plan(picture("a star", 64, 1, 1, 7)))).isEmpty();
        assertThat(poison.refused()).isEmpty();
    }

    @Test
    void aNetworkIsTriedAgainAfterAnHourAndRefusedAgainAfterOneMore() {
        for (int number = 1; number <= 3; number++) {
            clock.pass(Duration.ofHours(7));
            end("net", number);
        }
        clock.pass(Duration.ofMinutes(59));
        assertThat(poison.refused()).hasSize(1);
        clock.pass(Duration.ofMinutes(1));
        assertThat(poison.refused()).isEmpty();
        assertThat(poison.refused(plan(tensors("net", 9)))).isEmpty();
        end("net", 4);
        assertThat(poison.refused(plan(tensors("net", 9))))
                .hasValueSatisfying(refused -> assertThat(refused.requests()).isEqualTo(4));
        clock.pass(Duration.ofHours(23));
        end("net", 5);
        assertThat(poison.refused()).as("those of yesterday are forgotten").isEmpty();
    }

    @Test
    void aNetworkIsNoLongerRefusedOnceOneOfItsRequestsShowsToBeHarmless() {
        for (int number = 1; number <= 3; number++) {
            end("net", number);
        }
        poison.completed(plan(tensors("net", 9)));
        assertThat(poison.refused()).as("other numbers say nothing").hasSize(1);
        poison.completed(plan(tensors("net", 2)));
        assertThat(poison.refused()).isEmpty();
    }

    @Test
    void aNetworkIsNotBlamedForRequestsThatCompletedSinceTheKills() {
        poison.suspect();
        for (int number = 1; number <= 3; number++) {
            end("killer", number);
            poison.completed(plan("innocent", tensors("net", number)));
            poison.remember(plan("innocent", tensors("net", number)), 2, false);
        }
        assertThat(poison.refused())
                .singleElement()
                .satisfies(refused -> assertThat(refused.network().name()).isEqualTo("killer"));
    }

    @Test
    void aNetworkStaysRefusedAfterARestartOfTheSameVersion() {
        for (int number = 1; number <= 3; number++) {
            end("net", number);
        }
        var next = of("1", clock);
        next.restore(poison.entries());
        assertThat(next.refused()).isEqualTo(poison.refused()).hasSize(1);
        next.forget(variant -> variant.model().value().equals("m"));
        assertThat(next.refused()).as("the files of the model changed").isEmpty();
        var newer = of("2", clock);
        newer.restore(poison.entries());
        assertThat(newer.refused()).isEmpty();
    }

    private void end(String network, int number) {
        poison.remember(plan(tensors(network, number)), 2, false);
    }

    private static ImageWork picture(String prompt, int side, int steps, int count, long seed) {
        return new ImageWork(prompt, "", new Size(side, side), steps, 5, seed, count, SchedulerKind.MODEL);
    }

    private static TensorWork tensors(String network, int... numbers) {
        var bytes = new byte[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        return new TensorWork(
                network, Map.of("x", new TensorValue(ElementType.INT8, List.of((long) numbers.length), bytes)));
    }

    private static Plan plan(Work work) {
        return plan("m", work);
    }

    private static Plan plan(String model, Work work) {
        return plan(model, "fp32", work);
    }

    private static Plan plan(String model, String precision, Work work) {
        return new Plan(new Variant(new ModelId(model), "1", precision, Device.CPU), work, Execution.FASTEST);
    }
}
