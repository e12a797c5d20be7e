package dev.kintsugi.job;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Jobs that wait, in the order in which they are begun: by priority, and within one in turn for each principal, so that
 * nobody who asks for much makes others wait for all of it. So that nobody waits for ever, every eighth is the one that came
 * first of all.
 */
final class WaitingJobs {

    private static final int OLDEST_EVERY = 8;

    /** A ticket and when it came. */
    private record Place(long number, Ticket ticket) {}

    private final Map<Priority, LinkedHashMap<String, ArrayDeque<Place>>> lines = new EnumMap<>(Priority.class);
    private long numbers;
    private long taken;
    private int size;

    void add(Ticket ticket) {
        line(ticket).computeIfAbsent(principal(ticket), _ -> new ArrayDeque<>()).add(new Place(++numbers, ticket));
        size++;
    }

    /** The next one, which does not wait any more. */
    Optional<Ticket> poll() {
        if (size == 0) {
            return Optional.empty();
        }
        var ticket = ++taken % OLDEST_EVERY == 0 ? oldest() : inTurn();
        takeOut(ticket);
        var own = line(ticket).remove(principal(ticket));
        if (own != null) {
            line(ticket).put(principal(ticket), own); // the others come first now
        }
        return Optional.of(ticket);
    }

    private void takeOut(Ticket ticket) {
        line(ticket).computeIfPresent(principal(ticket), (_, own) -> {
            own.removeIf(place -> place.ticket().equals(ticket));
            return own.isEmpty() ? null : own;
        });
        size--;
    }

    private LinkedHashMap<String, ArrayDeque<Place>> line(Ticket ticket) {
        return lines.computeIfAbsent(ticket.job().order().priority(), _ -> new LinkedHashMap<>());
    }

    private Ticket inTurn() {
        return lines.values().stream()
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElseThrow()
                .firstEntry()
                .getValue()
                .getFirst()
                .ticket();
    }

    private Ticket oldest() {
        return places().min(Comparator.comparingLong(Place::number))
                .orElseThrow()
                .ticket();
    }

    private Stream<Place> places() {
        return lines.values().stream().flatMap(line -> line.values().stream()).flatMap(ArrayDeque::stream);
    }

    /** Takes a job out; nothing where it does not wait here. */
    Optional<Ticket> remove(JobId id) {
        var found = places().map(Place::ticket)
                .filter(ticket -> ticket.job().id().equals(id))
                .findFirst();
        found.ifPresent(this::takeOut);
        return found;
    }

    Stream<Ticket> all() {
        return places().map(Place::ticket);
    }

    int size() {
        return size;
    }

    /** How many of this priority or a higher one wait. */
    int before(Priority priority) {
        return (int)
                places().filter(place -> place.ticket().job().order().priority().compareTo(priority) <= 0)
                        .count();
    }

    private static String principal(Ticket ticket) {
        return ticket.job().caller().principal().orElse("");
    }
}
