package dev.kintsugi.realtime;

import dev.kintsugi.background.BackgroundTasks;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Who is connected and was heard of lately. Every client is pinged, and answers with a pong (RFC 6455, section 5.5.3); one
 * that has not answered for two and a half times as long is gone without a word, and is disconnected. A ping waits behind
 * what was sent before it, so a client that reads slowly gets as much more time as that may take it.
 */
@Singleton
class ConnectionLiveness {

    private static final CloseReason SILENT = new CloseReason(1001, "no pong came; connect again");

    /** A client that takes less in a second is not slow but gone. */
    private static final int SLOWEST = 8 << 10;

    private static final Duration LONGEST = Duration.ofMinutes(15);

    /** @param sent how many characters it was sent since it was heard of */
    private record Peer(WebSocketConnection connection, Instant heard, long sent) {

        Peer with(long more) {
            return new Peer(connection, heard, sent + more);
        }

        /** How much longer than others it may take to answer. */
        Duration allowance() {
            var reading = Duration.ofSeconds(sent / SLOWEST);
            return reading.compareTo(LONGEST) < 0 ? reading : LONGEST;
        }
    }

    private final Map<String, Peer> peers = new ConcurrentHashMap<>();
    private final Duration every;
    private final BackgroundTasks background;
    private final Clock clock;
    private volatile Instant looked = Instant.MIN;

    ConnectionLiveness(
            @ConfigProperty(name = "quarkus.websockets-next.server.auto-ping-interval") Duration every,
            BackgroundTasks background,
            Clock clock) {
        this.every = every;
        this.background = background;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        background.every(every, "connection check", this::check);
    }

    /** It has just sent something. */
    void heard(WebSocketConnection connection) {
        peers.put(connection.id(), new Peer(connection, clock.instant(), 0));
    }

    /** So much was sent to it. */
    void sent(WebSocketConnection connection, int characters) {
        peers.computeIfPresent(connection.id(), (_, peer) -> peer.with(characters));
    }

    void left(WebSocketConnection connection) {
        peers.remove(connection.id());
    }

    /** If this check runs late, pongs may be late as well: the fault is not with the peers. */
    private void check() {
        var now = clock.instant();
        var late = looked.plus(every.multipliedBy(2)).isBefore(now);
        looked = now;
        if (!late) {
            disconnect(now.minus(every.multipliedBy(5).dividedBy(2)));
        }
    }

    private void disconnect(Instant latest) {
        for (var peer : peers.values()) {
            if (peer.heard().plus(peer.allowance()).isBefore(latest)
                    && peers.remove(peer.connection().id(), peer)) {
                Log.debugf("connection %s is silent", peer.connection().id());
                peer.connection().close(SILENT).subscribe().with(_ -> {}, thrown -> Log.debugf(thrown, "it is gone"));
            }
        }
    }
}
