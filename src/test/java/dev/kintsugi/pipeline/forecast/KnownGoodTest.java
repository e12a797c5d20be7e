package dev.kintsugi.pipeline.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Execution.Decode;
import dev.kintsugi.pipeline.plan.Execution.Guidance;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.runtime.device.Device;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownGoodTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final Execution SEQUENTIAL = Execution.FASTEST.withGuidance(Guidance.SEQUENTIAL);
    private static final Execution TILED = Execution.FASTEST.withDecode(Decode.TILED);

    @TempDir
    static Path home;

    private static InstalledModels installed;

    private KnownGood knownGood;

    @BeforeAll
    static void install() {
        installed = new InstalledModels(home);
    }

    @BeforeEach
    void forget() {
        knownGood = new KnownGood(installed.repository, PAUSE);
    }

    @Test
    void changesNothingWhileNothingIsKnown() {
        assertThat(knownGood.lighter(plan(512), NOW)).isEmpty();
    }

    @Test
    void computesInTheLighterWayThatWorkedFromTheSizeOnThatNeededIt() {
        knownGood.learn(plan(320), plan(320).withExecution(TILED), NOW);
        assertThat(apply(plan(320), NOW)).isEqualTo(plan(320).withExecution(TILED));
        assertThat(apply(plan(384), NOW)).isEqualTo(plan(384).withExecution(TILED));
        assertThat(apply(plan(256), NOW)).isEqualTo(plan(256));
    }

    @Test
    void drawsAtMostWhatWorkedWhereNothingLighterDid() {
        knownGood.learn(plan(512), plan(256).withExecution(SEQUENTIAL), NOW);
        assertThat(apply(plan(512), NOW)).isEqualTo(plan(256).withExecution(SEQUENTIAL));
        assertThat(apply(plan(1024), NOW)).isEqualTo(plan(256).withExecution(SEQUENTIAL));
        assertThat(apply(plan(384), NOW)).as("nobody knows yet").isEqualTo(plan(384));
    }

    @Test
    void keepsVariantsApart() {
        knownGood.learn(plan(512), plan(256), NOW);
        var other = plan(512).withVariant(plan(512).variant().withPrecision("int8"));
        assertThat(apply(other, NOW)).isEqualTo(other);
        knownGood.learn(plan(320), other, NOW);
        assertThat(apply(plan(320), NOW)).as("another variant teaches nothing").isEqualTo(plan(320));
    }

    @Test
    void triesALittleMoreAfterAWhileAndOnlyOnceAtATime() {
        knownGood.learn(plan(512), plan(256), NOW);
        var later = NOW.plus(PAUSE);
        var probe = apply(plan(512), later);
        assertThat(probe.work(ImageWork.class).size().pixels()).isBetween(257L * 257, 511L * 511);
        assertThat(apply(plan(512), later)).as("one probe at a time").isEqualTo(plan(256));

        knownGood.worked(probe);
        assertThat(apply(plan(512), later)).as("what worked stays").isEqualTo(probe);
        assertThat(apply(plan(512), later.plus(PAUSE).minusMillis(1)))
                .as("the next probe is later")
                .isEqualTo(probe);
        assertThat(apply(plan(512), later.plus(PAUSE))
                        .work(ImageWork.class)
                        .size()
                        .pixels())
                .isGreaterThan(probe.work(ImageWork.class).size().pixels());
    }

    @Test
    void probesUntilTheLimitIsGoneWhereMemoryWasFreed() {
        for (var sides : new int[][] {{512, 256}, {128, 64}, {1024, 512}, {200, 184}}) {
            var asked = plan(sides[0]);
            knownGood.learn(asked, plan(sides[1]), NOW);
            var probes = 0;
            var now = NOW;
            for (var drawn = apply(asked, now); !drawn.equals(asked); drawn = apply(asked, now)) {
                knownGood.worked(drawn);
                now = now.plus(PAUSE);
                assertThat(++probes)
                        .as("probes for " + asked.work(ImageWork.class).size())
                        .isLessThan(12);
            }
            knownGood.worked(asked);
            assertThat(apply(asked, NOW)).isEqualTo(asked);
        }
    }

    @Test
    void waitsTwiceAsLongAfterEachProbeThatWasInVain() {
        knownGood.learn(plan(512), plan(256), NOW);
        var later = NOW.plus(PAUSE);
        assertThat(apply(plan(512), later)).isNotEqualTo(plan(256));
        assertThat(apply(plan(512), later.plus(PAUSE))).isEqualTo(plan(256));
        assertThat(apply(plan(512), later.plus(PAUSE.multipliedBy(2)))).isNotEqualTo(plan(256));
        assertThat(apply(plan(512), later.plus(PAUSE.multipliedBy(5)))).isEqualTo(plan(256));
    }

    @Test
    void forgetsALimitThatIsNoneAnyMore() {
        knownGood.learn(plan(320), plan(320).withExecution(TILED), NOW);
        assertThat(apply(plan(320), NOW.plus(PAUSE)))
                .as("a probe as it was asked for")
                .isEqualTo(plan(320));
        knownGood.worked(plan(320));
        assertThat(apply(plan(320), NOW)).isEqualTo(plan(320));
    }

    @Test
    void neverMakesAPlanHeavier() {
        knownGood.learn(plan(512), plan(256).withExecution(SEQUENTIAL), NOW);
        for (int side = 64; side <= 1024; side += 64) {
            for (var when : new Instant[] {NOW, NOW.plus(PAUSE.multipliedBy(100))}) {
                var after = apply(plan(side), when);
                assertThat(after.work(ImageWork.class).size().pixels())
                        .isLessThanOrEqualTo(
                                plan(side).work(ImageWork.class).size().pixels());
            }
        }
    }

    private Plan apply(Plan plan, Instant now) {
        return knownGood.lighter(plan, now).stream().map(Replan::plan).reduce(plan, (_, last) -> last);
    }

    private static Plan plan(int side) {
        var manifest = installed.repository.require("shapes-diffusion").manifest();
        return new Plan(
                new Variant(manifest.id(), manifest.version(), "fp16", Device.CPU),
                new ImageWork("a star", "", new Size(side, side), 20, 5, 42, 1, SchedulerKind.MODEL),
                Execution.FASTEST);
    }
}
