package dev.kintsugi.ops.alert;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.ops.alert.channel.Alert;
import dev.kintsugi.ops.alert.channel.AlertSettings;
import dev.kintsugi.ops.alert.channel.ConfiguredChannels;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.report.analytics.FailureListener;
import dev.kintsugi.report.analytics.FailureLog;
import dev.kintsugi.report.analytics.FailureRecord;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Notices what is worth an alert, and has it sent. Does nothing if there is no receiver. */
@ApplicationScoped
class Alerts implements FailureListener {

    /** A process that is killed forgets what happened in this time: such alerts may not be sent, or not be resolved. */
    private static final Duration SAVE_EVERY = Duration.ofSeconds(1);

    /** After so long an alert is sent though it is not written. */
    private static final Duration LONGEST_SAVE = Duration.ofSeconds(1);

    private final AlertDeliveries deliveries;
    private final FailureLog log;
    private final AlertRules rules;
    private final AlertBook book;
    private final AlertsFile file;
    private final AlertSettings settings;
    private final Clock clock;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("alerts-file").factory());
    private boolean loaded;

    Alerts(
            AlertDeliveries deliveries,
            ConfiguredChannels channels,
            FailureLog log,
            FailureCatalog catalog,
            AlertsFile file,
            AlertSettings settings,
            Clock clock) {
        this.deliveries = deliveries;
        this.log = log;
        this.rules = new AlertRules(settings.failureSeverity(), catalog);
        this.book = new AlertBook(
                channels.source(),
                settings.quietPeriod(),
                new RateLimit(settings.minInterval(), settings.maxPerHour()));
        this.file = file;
        this.settings = settings;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event, BackgroundTasks background) {
        if (deliveries.areThere()) {
            background.nowAndEvery(SAVE_EVERY, "alerts file", this::loadOrSave);
            background.every(settings.checkEvery(), "alerts", this::check);
        }
    }

    synchronized void loadOrSave() {
        if (loaded) {
            file.save(keep());
        } else {
            var kept = file.load();
            book.restore(kept.firing(), clock.instant());
            deliveries.restore(kept.waiting());
            loaded = true;
        }
    }

    /** Between the moment an alert counts as told and the one at which it waits for its receivers nothing is kept. */
    private KeptAlerts keep() {
        synchronized (book) {
            return new KeptAlerts(book.keep(), deliveries.waiting());
        }
    }

    void stop(@Observes ShutdownEvent event) {
        save();
    }

    @Override
    public void on(FailureRecord failure, long times) {
        if (deliveries.areThere()) {
            rules.of(failure).ifPresent(condition -> noticed(condition, times));
        }
    }

    private void noticed(Condition condition, long times) {
        synchronized (book) {
            book.noticed(condition, times, clock.instant()).ifPresent(alert -> tell(() -> deliveries.put(alert)));
        }
    }

    /** What is sent is written before, unless that takes too long. */
    private void tell(Runnable put) {
        put.run();
        CompletableFuture.runAsync(this::save, writer)
                .completeOnTimeout(null, LONGEST_SAVE.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((_, _) -> deliveries.send());
    }

    private synchronized void save() {
        if (loaded) {
            file.save(keep());
        }
    }

    void check() {
        var spikes = log.spikes().stream().map(rules::of).toList();
        synchronized (book) {
            var alerts = book.check(spikes, clock.instant());
            if (!alerts.isEmpty()) {
                tell(() -> alerts.forEach(deliveries::put));
            }
            deliveries.repeat(book.sent());
        }
    }

    /** Those that are firing. */
    List<Alert> firing() {
        return book.firing();
    }

    /** The last that are over, the newest first. */
    List<Alert> ended() {
        return book.ended();
    }

    /** How many were not sent at once because there were too many. */
    long heldBack() {
        return book.heldBack();
    }
}
