package dev.kintsugi.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kintsugi.recovery.SettableClock;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackgroundTasksTest {

    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Formatter FORMATTER = new PatternFormatter("%s");
    private static final Duration LONG = Duration.ofHours(1);

    private final SettableClock clock = new SettableClock();
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
    private final BackgroundTasks tasks = new BackgroundTasks(scheduler, clock);
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final AtomicInteger traces = new AtomicInteger();
    private final Logger logger = Logger.getLogger(BackgroundTask.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            if (entry.getThrown() != null) {
                traces.incrementAndGet();
            }
            log.add(entry.getLevel() + " " + FORMATTER.formatMessage(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void close() {
        logger.removeHandler(handler);
        scheduler.shutdownNow();
    }

    @Test
    void runsNothingBeforeTheServiceHasStartedAndNothingOnceItStops() throws InterruptedException {
        var runs = new AtomicInteger();
        tasks.nowAndEvery(SHORT, "counting", runs::incrementAndGet);
        var others = new CountDownLatch(20);
        var timer = scheduler.scheduleAtFixedRate(others::countDown, 1, 1, TimeUnit.MILLISECONDS);
        assertThat(others.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(runs).hasValue(0);
        tasks.start(new StartupEvent());
        await().until(() -> runs.get() > 2);
        tasks.stop(new ShutdownEvent());
        await().until(() -> tasks.all().getFirst().runningSince().isEmpty());
        var atTheEnd = runs.get();
        var more = new CountDownLatch(20);
        timer.cancel(false);
        scheduler.scheduleAtFixedRate(more::countDown, 1, 1, TimeUnit.MILLISECONDS);
        tasks.nowAndEvery(SHORT, "too late", runs::incrementAndGet);
        assertThat(more.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(runs.get()).isBetween(atTheEnd, atTheEnd + 1);
    }

    @Test
    void theFirstRunOfAPeriodicTaskIsOnePeriodAfterTheStart() {
        var runs = new AtomicInteger();
        tasks.start(new StartupEvent());
        tasks.every(LONG, "later", runs::incrementAndGet);
        var now = new CountDownLatch(1);
        tasks.nowAndEvery(LONG, "now", now::countDown);
        await().until(() -> now.getCount() == 0);
        assertThat(runs).hasValue(0);
    }

    @Test
    void aTaskThatHangsIsToldOfOnceIsNotRepeatedAndDelaysNoOther() {
        var hang = new CountDownLatch(1);
        var hanging = new AtomicInteger();
        var others = new AtomicInteger();
        tasks.nowAndEvery(SHORT, "hanging", () -> {
            hanging.incrementAndGet();
            awaitQuietly(hang);
        });
        tasks.nowAndEvery(SHORT, "other", others::incrementAndGet);
        var began = clock.instant();
        tasks.start(new StartupEvent());
        await().until(() -> hanging.get() == 1 && others.get() > 20);
        assertThat(hanging).hasValue(1);
        assertThat(tasks.all().getFirst().runningSince()).contains(began);
        tasks.watch();
        assertThat(log).isEmpty();
        clock.pass(BackgroundTasks.PATIENCE.plusSeconds(1));
        tasks.watch();
        tasks.watch();
        assertThat(log)
                .singleElement()
                .asString()
                .contains("WARN", "the background task hanging has been running for 61 s");
        hang.countDown();
        await().until(() -> hanging.get() > 2);
        assertThat(log).hasSize(2).last().asString().contains("has ended and is repeated as before");
    }

    @Test
    void aTaskThatThrowsIsRepeatedAndItsFailureIsLoggedOnce() {
        var runs = new AtomicInteger();
        tasks.nowAndEvery(SHORT, "failing", () -> {
            if (runs.incrementAndGet() < 4) {
                throw new StackOverflowError("deep");
            }
        });
        tasks.start(new StartupEvent());
        await().until(() -> runs.get() > 5);
        assertThat(log.stream().filter(entry -> entry.startsWith("ERROR"))).hasSize(1);
    }

    @Test
    void aFullDiskThatLetsSomeRunsThroughIsOneLineWithoutAStackTrace() {
        var runs = new AtomicInteger();
        var text = new AtomicReference<>("the disk is full");
        tasks.nowAndEvery(SHORT, "sweep", () -> {
            if (runs.incrementAndGet() % 2 == 0) {
                throw new UncheckedIOException(text.get(), new IOException("No space left on device"));
            }
        });
        tasks.start(new StartupEvent());
        await().until(() -> runs.get() > 10);
        assertThat(log)
                .containsExactly("ERROR the background task sweep failed and is repeated in 1 ms: the disk is full");
        assertThat(traces).hasValue(0);
        text.set("the disk is read-only");
        var before = runs.get();
        await().until(() -> runs.get() > before + 10);
        assertThat(log).hasSize(2).last().asString().contains("read-only");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
