package dev.kintsugi.api.connection;

import io.netty.channel.Channel;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The connections that are open, and which of them are closed to make room for others: those that were unused longest. */
final class ConnectionRoom {

    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final int most;
    private final Runnable changed;

    /**
     * Room for so many, extra ones not counted.
     *
     * @param changed is called when one has left, and if one that was to be closed is used again
     */
    ConnectionRoom(int most, Runnable changed) {
        this.most = most;
        this.changed = changed;
    }

    /** It leaves when its file is closed: that is when its event loop has looked for events the next time, before this task. */
    void add(Connection connection, Channel channel) {
        open.add(connection);
        Runnable leave = () -> {
            open.remove(connection);
            changed.run();
        };
        channel.closeFuture().addListener(_ -> {
            try {
                var _ = channel.eventLoop().schedule(leave, 1, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                leave.run(); // the server has ended
            }
        });
    }

    void forgetGone() {
        open.removeIf(Connection::isGone);
    }

    int size() {
        return open.size();
    }

    /** How many there are that are no extra ones. */
    int others() {
        return (int) open.stream().filter(connection -> !connection.isExtra()).count();
    }

    /**
     * Closes as many as are too many, each on its own event loop a little later.
     *
     * @param more how many are about to be added
     * @return whether there will be room
     */
    boolean make(int more) {
        var needed = others() + more - most;
        for (var connection : open) {
            needed -= connection.isChosen() && !connection.isExtra() ? 1 : 0;
        }
        while (needed > 0) {
            var spare = longestUnused(connection -> !connection.isExtra());
            if (spare.isEmpty()) {
                return open.stream().anyMatch(Connection::isNew);
            }
            spare.get().closeUnused(changed);
            needed--;
        }
        return true;
    }

    /** Closes one of the extra ones, if any is unused. */
    void closeExtra() {
        longestUnused(Connection::isExtra).ifPresent(unused -> unused.closeUnused(changed));
    }

    private Optional<Connection> longestUnused(Predicate<Connection> which) {
        return open.stream()
                .filter(connection -> connection.isSpare() && which.test(connection))
                .min(byIdleness());
    }

    /** Closes an eighth of all, or as many of them as are unused. */
    void free() {
        open.stream()
                .filter(Connection::isSpare)
                .sorted(byIdleness())
                .limit(Math.max(1, open.size() / 8))
                .toList()
                .forEach(connection -> connection.closeUnused(changed));
    }

    private static Comparator<Connection> byIdleness() {
        return Comparator.comparingLong(connection -> connection.uses().idleSince());
    }

    void closeUnused() {
        open.stream().filter(Connection::isSpare).forEach(connection -> connection.closeUnused(changed));
    }

    /** Closes all, each when its client has taken what waits for it, or after a moment. */
    void closeSoon() {
        open.forEach(Connection::closeSoon);
    }
}
