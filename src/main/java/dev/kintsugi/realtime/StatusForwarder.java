package dev.kintsugi.realtime;

import dev.kintsugi.realtime.message.ServerMessage;
import dev.kintsugi.report.status.Status;
import io.quarkus.logging.Log;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.inject.Singleton;

/** Sends how the service is to a connection. */
@Singleton
class StatusForwarder {

    private final Status status;
    private final Outbox outbox;

    StatusForwarder(Status status, Outbox outbox) {
        this.status = status;
        this.outbox = outbox;
    }

    /**
     * Begins with how it is now, then tells each change; of what a slow reader has not heard only the newest.
     *
     * @param ended is called when there is no more to tell
     */
    Cancellable begin(WebSocketConnection connection, Runnable ended) {
        return status.watch()
                .onOverflow()
                .dropPreviousItems()
                .onItem()
                .transformToUniAndConcatenate(view -> outbox.send(ServerMessage.of("system.status", view), connection))
                .onTermination()
                .invoke(ended)
                .subscribe()
                .with(_ -> {}, thrown -> Log.debugf(thrown, "connection %s went away", connection.id()));
    }
}
