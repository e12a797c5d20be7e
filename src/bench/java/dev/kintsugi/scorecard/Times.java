package dev.kintsugi.scorecard;

import java.util.List;

/**
 * How long recovering took, in milliseconds; null if nothing had to be recovered.
 *
 * @param p50 half of the recoveries took at most this long
 * @param p99 nearly all did
 */
record Times(Long p50, Long p99) {

    static Times of(List<Meeting> meetings) {
        var sorted = meetings.stream()
                .flatMapToLong(meeting -> meeting.trail().took().stream())
                .sorted()
                .toArray();
        return sorted.length == 0 ? new Times(null, null) : new Times(at(sorted, 0.5), at(sorted, 0.99));
    }

    /** By the nearest rank. */
    private static long at(long[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    @Override
    public String toString() {
        return p50 == null ? "" : p50 + " / " + p99;
    }
}
