package dev.kintsugi.api.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks after a connection on its event loop, as long as it is open: closes one that is not in use for too long, however
 * many single bytes came, and one whose client takes nothing of what is written to it.
 */
final class ConnectionWatch {

    private static final long OFTEN = Duration.ofMillis(50).toNanos();
    private static final long SELDOM = Duration.ofSeconds(5).toNanos();

    private final Connection connection;
    private final Channel channel;
    private final long idle;
    private final long stalled;
    private final long every;
    private Output seen = Output.NOTHING;
    private long seenSince = System.nanoTime();

    ConnectionWatch(Connection connection, Channel channel, ConnectionSettings settings) {
        this.connection = connection;
        this.channel = channel;
        this.idle = settings.idle().toNanos();
        this.stalled = settings.stalled().toNanos();
        this.every = Math.clamp(Math.min(idle, stalled) / 4, OFTEN, SELDOM);
    }

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

    void begin() {
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
            connection.close("its client takes nothing");
        } else if (connection.isUnused() && now - connection.uses().idleSince() > idle) {
            connection.close("it is not used");
        } else {
            begin();
        }
    }
}
