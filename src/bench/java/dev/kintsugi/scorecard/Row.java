package dev.kintsugi.scorecard;

import java.util.List;

/**
 * One line of the table.
 *
 * @param type the kind of failure
 * @param fault what was wrong
 * @param repairable whether a repair could answer it
 * @param met how many requests with recovery really met the fault: their trail, their error or what became of them says so
 * @param on with recovery
 * @param off without
 * @param recovery how long recovering took
 * @param withoutReload the same, where nothing had to be loaded anew
 */
record Row(
        String type,
        String fault,
        boolean repairable,
        long met,
        Tally on,
        Tally off,
        Times recovery,
        Times withoutReload) {

    static Row of(String type, String fault, boolean repairable, List<Meeting> meetings) {
        var on = in(Pass.ON, meetings);
        return new Row(
                type,
                fault,
                repairable,
                on.stream().filter(Meeting::metTheFault).count(),
                Tally.of(on),
                Tally.of(in(Pass.OFF, meetings)),
                Times.of(on),
                Times.of(on.stream()
                        .filter(meeting -> meeting.trail().reloadsNothing())
                        .toList()));
    }

    /**
     * Whether the row proves anything: each request that a repair answered met its fault, and where only a clear error is
     * possible some did (a queue has room for the first).
     */
    boolean isProof() {
        return type.equals("(nothing wrong)") || (repairable ? met == on.requests() : met > 0);
    }

    private static List<Meeting> in(Pass pass, List<Meeting> meetings) {
        return meetings.stream().filter(meeting -> meeting.pass() == pass).toList();
    }
}
