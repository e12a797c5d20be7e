package dev.kintsugi.report.analytics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last thousand failures. */
final class RecentFailures {

    private static final int MOST = 1000;

    private final @Nullable FailureRecord[] ring = new @Nullable FailureRecord[MOST];
    private long next;
    private long previous = -1;

    /** @return the same with its number */
    synchronized FailureRecord add(FailureRecord failure) {
        var numbered = failure.numbered(next++);
        ring[slot(numbered)] = numbered;
        return numbered;
    }

    /** Adds one that is older than all others; nothing if there is no room. */
    synchronized void addOlder(FailureRecord failure) {
        var numbered = failure.numbered(previous--);
        if (ring[slot(numbered)] == null) {
            ring[slot(numbered)] = numbered;
        }
    }

    /** Replaces one of the same number; nothing if it is not among the last any more. */
    synchronized void replace(FailureRecord failure) {
        var there = ring[slot(failure)];
        if (there != null && there.number() == failure.number()) {
            ring[slot(failure)] = failure;
        }
    }

    private static int slot(FailureRecord failure) {
        return (int) Math.floorMod(failure.number(), (long) MOST);
    }

    /** All, the newest first. */
    List<FailureRecord> all() {
        var all = new ArrayList<FailureRecord>(MOST);
        synchronized (this) {
            for (var failure : ring) {
                if (failure != null) {
                    all.add(failure);
                }
            }
        }
        return all.stream()
                .sorted(Comparator.comparing(FailureRecord::at)
                        .thenComparingLong(FailureRecord::number)
                        .reversed())
                .toList();
    }
}
