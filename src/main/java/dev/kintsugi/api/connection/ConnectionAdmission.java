package dev.kintsugi.api.connection;

import dev.kintsugi.capacity.features.Features;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides which clients get a connection. There is a limit to their number, below that of files that may be open: a new client
 * gets one, if need be in the place of the connection that was unused longest, so that idle clients do not block others, probes
 * included. If all are in use it is refused, since a process that can open no more files does not even load its classes; a few
 * are accepted all the same, on which probes and operators are answered, and others get 503.
 */
@Singleton // without a proxy: connections outlive the container
class ConnectionAdmission {

    /** So many more may be open for a moment: a socket that listens accepts up to 16 at a time. */
    private static final int BURST = 16;

    /** So many are accepted beyond those that are served. */
    private static final int EXTRA = 4;

    /** So many files more than the limit connections may have: those, and as many as are accepted before one is refused. */
    static final int BEYOND_LIMIT = BURST + EXTRA + BURST;

    private static final AttributeKey<Connection> KEY = AttributeKey.valueOf("kintsugi.connection");

    private final ConnectionRoom room;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final Features features;
    private final int most;
    private volatile boolean full;

    ConnectionAdmission(ConnectionSettings settings, Features features) {
        this.features = features;
        this.most = ConnectionLimit.of(settings.max());
        this.room = new ConnectionRoom(most, this::settle);
    }

    /** The connection that a channel was admitted as; empty if it was accepted before anything was limited. */
    static Optional<Connection> of(Channel channel) {
        return Optional.ofNullable(channel.attr(KEY).get());
    }

    /** All that are open. */
    ConnectionRoom room() {
        return room;
    }

    /** The sockets that listen: they pause while there is no room. */
    Set<Listener> listeners() {
        return listeners;
    }

    /** Whether as many connections as may be open could be, beside the files that are open now. */
    boolean hasFiles() {
        return OpenFiles.areFree(most + BEYOND_LIMIT - room.size());
    }

    /** Whether all are in use, so that others are not served. */
    boolean isFull() {
        return full;
    }

    String fullText() {
        return "All of " + most + " connections are in use; come back a little later.";
    }

    /**
     * On the event loop of the socket that listens; the connection has none of its own yet.
     *
     * @return whether there is room for it
     */
    synchronized boolean admit(Channel channel) {
        var extra = false;
        if (room.size() >= most) {
            room.forgetGone();
            var others = room.others();
            extra = others >= most + BURST || others >= most && !room.make(1);
            if (extra) {
                tellThatItIsFull();
            } else if (others >= most) {
                listeners.forEach(Listener::pause);
            }
            if (extra && room.size() - others >= EXTRA) {
                room.closeExtra();
                return false;
            }
        }
        var connection = new Connection(channel, extra);
        channel.attr(KEY).set(connection);
        room.add(connection, channel);
        return true;
    }

    private void tellThatItIsFull() {
        features.failed(OpenFiles.NAME, fullText());
        if (!full) {
            full = true;
            Log.warnf("%d connections are open and in use: new ones are refused", room.size());
        }
    }

    /** Something has changed while there are too many: accepts new ones again as soon as there is room. */
    synchronized void settle() {
        if (room.size() <= most - Math.min(BURST, most / 2)) {
            full = false;
        }
        if (room.size() <= most || room.others() <= most || !room.make(0)) {
            listeners.forEach(Listener::resume);
        }
    }

    /** Closes some, because files are short although there are fewer than are allowed. */
    synchronized void free() {
        room.free();
    }
}
