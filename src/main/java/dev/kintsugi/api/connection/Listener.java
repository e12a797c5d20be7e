package dev.kintsugi.api.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Accepts connections, as the first handler of a socket that listens. One that there is no room for is closed before it
 * has an event loop. While others are being closed to make room, none is accepted: clients wait in the queue of the
 * system, for a moment only.
 */
final class Listener extends ChannelInboundHandlerAdapter {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration QUIET = Duration.ofMinutes(1);
    private static final Duration LONGEST_START = Duration.ofSeconds(5);
    private static final Duration OFTEN = Duration.ofMillis(20);

    private final ConnectionAdmission admission;
    private final Channel channel;
    private long failedAt = System.nanoTime() - QUIET.toNanos();

    Listener(ConnectionAdmission admission, Channel channel) {
        this.admission = admission;
        this.channel = channel;
    }

    /** A start has far more files open than a service at rest: until they are closed, clients wait in the queue of the system. */
    @Override
    public void channelActive(ChannelHandlerContext context) {
        acceptWhenThereIsRoom(System.nanoTime() + LONGEST_START.toNanos());
        context.fireChannelActive();
    }

    private void acceptWhenThereIsRoom(long latest) {
        var accept = admission.hasFiles() || System.nanoTime() - latest > 0;
        channel.config().setAutoRead(accept);
        if (!accept) {
            var _ = channel.eventLoop()
                    .schedule(() -> acceptWhenThereIsRoom(latest), OFTEN.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof Channel accepted && !admission.admit(accepted)) {
            accepted.unsafe().closeForcibly();
        } else {
            context.fireChannelRead(message);
        }
    }

    /** Too many files are open most likely: idle connections are closed, and one is logged of many failures. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
        if (!(thrown instanceof IOException)) {
            context.fireExceptionCaught(thrown);
            return;
        }
        var now = System.nanoTime();
        if (now - failedAt > QUIET.toNanos()) {
            Log.warnf("a connection cannot be accepted: %s; unused ones are closed", thrown.getMessage());
        }
        failedAt = now;
        pause();
        admission.free();
    }

    /** Accepts nothing for a moment, or until {@link #resume} is called. */
    void pause() {
        if (channel.config().isAutoRead()) {
            channel.config().setAutoRead(false);
            var _ = channel.eventLoop().schedule(this::resume, PAUSE.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    void resume() {
        channel.config().setAutoRead(true);
    }

    void close() {
        var _ = channel.close();
    }
}
