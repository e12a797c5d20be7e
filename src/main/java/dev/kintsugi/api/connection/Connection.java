package dev.kintsugi.api.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.quarkus.logging.Log;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client, from the moment it is accepted. It is in use while a request is answered, or for good once
 * it is a WebSocket, whose peers are watched in another way. One that is not in use for too long is closed, however many
 * single bytes came; so is one whose client takes nothing of what is written to it.
 */
final class Connection {

    private static final Duration MOMENT = Duration.ofMillis(200);
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Channel channel;
    private final boolean extra;
    private final long idle;
    private final long stalled;
    private final long every;
    private final AtomicInteger uses = new AtomicInteger();
    private volatile boolean chosen;
    private volatile long idleSince = System.nanoTime();
    private Output seen = Output.NOTHING;
    private long seenSince = System.nanoTime();

    /** What waits to be taken by the client; when two are equal it took nothing in between. */
    private record Output(long pending, @Nullable Object message, long progress) {

        static final Output NOTHING = new Output(0, null, 0);

        static Output of(@Nullable ChannelOutboundBuffer buffer) {
            return buffer == null || buffer.isEmpty()
                    ? NOTHING
                    : new Output(buffer.totalPendingWriteBytes(), buffer.current(), buffer.currentProgress());
        }

        boolean isStill(Output before) {
            return pending >= before.pending && message == before.message && progress == before.progress;
        }
    }

    /** @param extra whether it was accepted although all others were in use */
    Connection(Channel channel, ConnectionSettings settings, boolean extra) {
        this.channel = channel;
        this.extra = extra;
        this.idle = settings.idle().toNanos();
        this.stalled = settings.stalled().toNanos();
        this.every = Math.max(
                Duration.ofMillis(50).toNanos(),
                Math.min(Math.min(idle, stalled) / 4, Duration.ofSeconds(5).toNanos()));
    }

    /** One request, on the event loop. */
    final class Use {

        private boolean begun;
        private boolean over;

        /** It is whole. */
        void begin() {
            if (!begun && !over) {
                begun = true;
                uses.incrementAndGet();
            }
        }

        /** It is answered. */
        void end() {
            idleSince = System.nanoTime();
            if (begun && !over) {
                uses.decrementAndGet();
            }
            over = true;
        }
    }

    Use use() {
        return new Use();
    }

    boolean isExtra() {
        return extra;
    }

    private boolean isIdle() {
        return uses.get() == 0;
    }

    /** Since when, in nanoseconds of {@link System#nanoTime}. */
    long idleSince() {
        return idleSince;
    }

    /** Looks after it from now on, as long as it is open. */
    void watch() {
        var _ = channel.eventLoop().schedule(this::check, every, TimeUnit.NANOSECONDS);
    }

    private void check() {
        if (!channel.isOpen()) {
            return;
        }
        var now = System.nanoTime();
        var output = Output.of(channel.unsafe().outboundBuffer());
        if (output == Output.NOTHING || !output.isStill(seen)) {
            seenSince = now;
        }
        seen = output;
        if (now - seenSince > stalled) {
            close("its client takes nothing");
        } else if (isUnused() && now - idleSince > idle) {
            close("it is not used");
        } else {
            watch();
        }
    }

    /** On the event loop: no request is answered, and the last answer is out. */
    private boolean isUnused() {
        var output = channel.unsafe().outboundBuffer();
        return isIdle() && (output == null || output.isEmpty());
    }

    /** Whether it can be closed to make room for another one: it is not in use, and nobody closes it already. */
    boolean isSpare() {
        return channel.isRegistered() && isIdle() && !chosen;
    }

    /** It is about to be closed, unless it is used first. */
    boolean isChosen() {
        return chosen;
    }

    /** It was accepted a moment ago and has no event loop yet. */
    boolean isNew() {
        return !channel.isRegistered() && channel.isOpen();
    }

    boolean isGone() {
        return !channel.isOpen();
    }

    /**
     * Closes it unless a request came meanwhile.
     *
     * @param kept is called if it is not closed
     */
    void closeUnused(Runnable kept) {
        chosen = true;
        channel.eventLoop().execute(() -> {
            if (isUnused()) {
                var _ = channel.close();
                closeWithin(MOMENT, "its client does not notice that it is closed");
            } else {
                chosen = false;
                kept.run();
            }
        });
    }

    /** Closes it when its client has taken what waits for it; after a moment in any case. */
    void closeSoon() {
        channel.eventLoop().execute(() -> {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            closeWithin(SOON, "its client is too slow");
        });
    }

    private void closeWithin(Duration time, String reason) {
        var _ = channel.eventLoop().schedule(() -> close(reason), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** On the event loop, at once: what waits is thrown away. */
    private void close(String reason) {
        Log.debugf("connection %s is closed: %s", channel, reason);
        channel.unsafe().close(channel.unsafe().voidPromise());
    }
}
