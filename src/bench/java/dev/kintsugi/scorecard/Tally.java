package dev.kintsugi.scorecard;

import java.util.List;

/** How many requests ended in which way. */
record Tally(long requests, long well, long degraded, long clearError, long wrong, long lost, long hung) {

    static Tally of(List<Meeting> meetings) {
        return new Tally(
                meetings.size(),
                count(meetings, Verdict.WELL),
                count(meetings, Verdict.DEGRADED),
                count(meetings, Verdict.CLEAR_ERROR),
                count(meetings, Verdict.WRONG),
                count(meetings, Verdict.LOST),
                count(meetings, Verdict.HUNG));
    }

    private static long count(List<Meeting> meetings, Verdict verdict) {
        return meetings.stream()
                .filter(meeting -> meeting.judgement().verdict() == verdict)
                .count();
    }

    long answered() {
        return well + degraded;
    }

    double share() {
        return requests == 0 ? 1 : (double) answered() / requests;
    }

    boolean isHonest() {
        return wrong + lost + hung == 0;
    }
}
