package dev.kintsugi.generation.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.pipeline.diffusion.Workbench;
import dev.kintsugi.recovery.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdleMemoryTest {

    @TempDir
    Path home;

    private final SettableClock clock = new SettableClock();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private Workbench bench;
    private IdleMemory idle;

    @BeforeEach
    void make() {
        bench = new Workbench(home);
        idle = new IdleMemory(bench.sessions, Workbench.settings(), new BackgroundTasks(scheduler, clock), clock);
    }

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void givesBackOnceAfterNothingHasRunForAWhile() {
        var plan = bench.plan("shapes-diffusion", "a red star");
        assertThat(idle.isDue()).as("nothing has run at all").isFalse();
        idle.began("one", plan);
        idle.began("two", plan);
        bench.pipeline.run(plan, Workbench.run(_ -> {}));
        idle.worked("one");
        clock.pass(Duration.ofHours(1));
        idle.check();
        assertThat(bench.sessions.loaded()).as("another one runs").isPositive();
        idle.cancelled("two");
        clock.pass(Duration.ofSeconds(29));
        idle.check();
        assertThat(bench.sessions.loaded()).isPositive();
        clock.pass(Duration.ofSeconds(1));
        idle.check();
        assertThat(bench.sessions.loaded()).isZero();
        assertThat(idle.isDue()).as("it is done").isFalse();
    }

    @Test
    void whatBeginsMeanwhileKeepsEverything() {
        idle.began("one", bench.plan("shapes-diffusion", "a red star"));
        idle.worked("one");
        clock.pass(Duration.ofSeconds(25));
        idle.began("two", bench.plan("shapes-diffusion", "a red star"));
        idle.worked("two");
        clock.pass(Duration.ofSeconds(25));
        assertThat(idle.isDue()).isFalse();
        clock.pass(Duration.ofSeconds(5));
        assertThat(idle.isDue()).isTrue();
    }
}
