package dev.kintsugi.api.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.quarkus.logging.Log;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One connection of a client, from the moment it is accepted. It is in use while a request is answered, or for good once
 * it is a WebSocket, whose peers are watched in another way. A {@link ConnectionWatch} closes it if it is of no use.
 */
final class Connection {

    private static final Duration MOMENT = Duration.ofMillis(200);
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Channel channel;
    private final boolean extra;
    private final ConnectionUses uses = new ConnectionUses();
    private volatile boolean chosen;

    /** @param extra whether it was accepted although all others were in use */
    Connection(Channel channel, boolean extra) {
        this.channel = channel;
        this.extra = extra;
    }

    boolean isExtra() {
        return extra;
    }

    /** The requests that it is used for. */
    ConnectionUses uses() {
        return uses;
    }

    /** On the event loop: no request is answered, and the last answer is out. */
    boolean isUnused() {
        var output = channel.unsafe().outboundBuffer();
        return uses.isIdle() && (output == null || output.isEmpty());
    }

    /** Whether it can be closed to make room for another one: it is not in use, and nobody closes it already. */
    boolean isSpare() {
        return channel.isRegistered() && uses.isIdle() && !chosen;
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
    void close(String reason) {
        Log.debugf("connection %s is closed: %s", channel, reason);
        channel.unsafe().close(channel.unsafe().voidPromise());
    }
}
