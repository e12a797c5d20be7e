package dev.kintsugi.ops.alert.delivery;

import dev.kintsugi.ops.alert.channel.Alert;
import dev.kintsugi.ops.alert.channel.Channel;
import dev.kintsugi.ops.alert.channel.NotDelivered;
import dev.kintsugi.ops.alert.delivery.DeliveryListener.Result;
import dev.kintsugi.ops.alert.delivery.DeliveryState.Failing;
import io.quarkus.logging.Log;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Sends alerts to one receiver, one after the other. No thread waits for it, and nothing here blocks. */
public final class Delivery {

    private static final long NONE = -1;

    private final Channel channel;
    private final DeliveryTiming timing;
    private final DeliveryListener listener;
    private final Outbox outbox = new Outbox();
    private final ToldAlerts told = new ToldAlerts();
    private boolean sending;
    private long timer = NONE;
    private int failures;
    private long delivered;
    private long lost;
    private long untold;
    private Instant repeated = Instant.EPOCH;
    private @Nullable Instant last;
    private @Nullable Failing failing;
    private @Nullable CompletableFuture<Void> flushing;

    public Delivery(Channel channel, DeliveryTiming timing, DeliveryListener listener) {
        this.channel = channel;
        this.timing = timing;
        this.listener = listener;
    }

    /** Keeps an alert to be sent if the receiver wants it. The end of one that the receiver did not take is left out. */
    public synchronized void put(Alert alert) {
        if (channel.takes(alert) && told.isWanted(alert)) {
            outbox.put(alert, timing.now()).ifPresent(_ -> lost());
        }
    }

    /** Sends what waits, as soon as it can be. */
    public void send() {
        sendNext();
    }

    /** Sends what waited before a restart, before anything else. */
    public void restore(List<Waiting> kept) {
        restoreWanted(kept.stream().filter(one -> channel.takes(one.alert())).toList());
        sendNext();
    }

    private synchronized void restoreWanted(List<Waiting> kept) {
        for (int left = outbox.putBefore(kept); left > 0; left--) {
            lost();
        }
    }

    /** Sends alerts that are firing again, if the receiver wants that and it is time. */
    public void repeat(Collection<Alert> firing) {
        if (isTimeToRepeat()) {
            firing.forEach(this::put);
            sendNext();
        }
    }

    private synchronized boolean isTimeToRepeat() {
        var now = timing.now();
        var due = channel.repeatEvery()
                .filter(every -> !repeated.plus(every).isAfter(now))
                .isPresent();
        if (due) {
            repeated = now;
        }
        return due;
    }

    private void sendNext() {
        next().ifPresent(next -> timing.vertx().runOnContext(_ -> send(next)));
    }

    private synchronized Optional<Waiting> next() {
        var next = sending || timer != NONE ? Optional.<Waiting>empty() : outbox.first();
        sending = sending || next.isPresent();
        return next;
    }

    private void send(Waiting next) {
        try {
            channel.send(withWhatWasLost(next.alert()))
                    .onComplete(_ -> delivered(next), thrown -> failed(next, NotDelivered.of(thrown)));
        } catch (RuntimeException e) {
            // not its message, which may have an address in it, which may be a secret
            Log.errorf(
                    "an alert cannot be sent to %s: %s at %s",
                    channel.name(), e.getClass().getName(), e.getStackTrace()[0]);
            failed(next, NotDelivered.of(e));
        }
    }

    private synchronized Alert withWhatWasLost(Alert alert) {
        return untold == 0 ? alert : alert.with("not_delivered_before", String.valueOf(untold));
    }

    private void delivered(Waiting sent) {
        synchronized (this) {
            sending = false;
            outbox.remove(sent);
            told.took(sent.alert());
            failures = 0;
            untold = 0;
            failing = null;
            delivered++;
            last = timing.now();
            endFlush(outbox.size() == 0);
        }
        listener.on(channel.name(), Result.DELIVERED);
        sendNext();
    }

    private void failed(Waiting waiting, NotDelivered why) {
        var isOver = why.isRefused() || waiting.said().plus(timing.retryFor()).isBefore(timing.now());
        synchronized (this) {
            sending = false;
            failures++;
            failing = new Failing(why.problem(), failing == null ? timing.now() : failing.since());
            if (isOver) {
                outbox.remove(waiting);
                if (told.missed(waiting.alert())) {
                    outbox.removeEnd(waiting.alert());
                }
                lost();
            } else {
                outbox.postpone(waiting);
            }
            endFlush(true);
            pause(why.isRefused() ? Duration.ZERO : timing.pause(failures, why.retryAfter()));
        }
        if (!isOver) {
            listener.on(channel.name(), Result.FAILED);
        }
    }

    private synchronized void lost() {
        lost++;
        untold++;
        listener.on(channel.name(), Result.LOST);
        Log.warnf("an alert was not delivered to %s and is not sent again", channel.name());
    }

    private synchronized void pause(Duration pause) {
        timer = timing.vertx().setTimer(Math.max(1, pause.toMillis()), _ -> {
            synchronized (this) {
                timer = NONE;
            }
            sendNext();
        });
    }

    private synchronized void endFlush(boolean over) {
        if (over && flushing != null) {
            flushing.complete(null);
        }
    }

    /** Sends what waits without a pause; done when nothing waits any more, or when the receiver does not take something. */
    public CompletableFuture<Void> flush() {
        var done = new CompletableFuture<Void>();
        synchronized (this) {
            if (outbox.size() == 0) {
                return CompletableFuture.completedFuture(null);
            }
            flushing = done;
            if (timer != NONE) {
                timing.vertx().cancelTimer(timer);
                timer = NONE;
            }
        }
        sendNext();
        return done;
    }

    /** The name of the receiver. */
    public String channel() {
        return channel.name();
    }

    /** What the receiver has not taken yet, in order. */
    public synchronized List<Waiting> waiting() {
        return outbox.all();
    }

    public synchronized DeliveryState state() {
        return new DeliveryState(
                channel.name(),
                outbox.size(),
                delivered,
                lost,
                Optional.ofNullable(last),
                Optional.ofNullable(failing));
    }
}
