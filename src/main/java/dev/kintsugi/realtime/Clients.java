package dev.kintsugi.realtime;

import io.quarkus.websockets.next.WebSocketConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is known of each connection while it is open. */
@Singleton
class Clients {

    /** One of them: the jobs it follows, and how many of its messages were not understood. */
    record Client(Subscriptions subscriptions, MalformedMessageLimit nonsense) {}

    private final ConnectionLiveness liveness;
    private final Clock clock;
    private final Map<String, Client> clients = new ConcurrentHashMap<>();

    Clients(ConnectionLiveness liveness, Clock clock) {
        this.liveness = liveness;
        this.clock = clock;
    }

    /** It has just answered a ping. */
    void heard(WebSocketConnection connection) {
        liveness.heard(connection);
    }

    /** The client that has just sent something. */
    Client of(WebSocketConnection connection) {
        liveness.heard(connection);
        return clients.computeIfAbsent(
                connection.id(), _ -> new Client(new Subscriptions(), new MalformedMessageLimit(clock)));
    }

    /** Its subscriptions end. */
    void left(WebSocketConnection connection) {
        liveness.left(connection);
        var client = clients.remove(connection.id());
        if (client != null) {
            client.subscriptions().close();
        }
    }
}
