package dev.kintsugi.scorecard;

import java.util.LinkedHashMap;
import java.util.List;

/**
 * The whole scorecard.
 *
 * @param requests of both passes
 * @param met whether the bar is met, by requests that really met their faults
 * @param bar what is asked for
 * @param repairable all requests that a repair could answer, together
 * @param rows one for each fault
 * @param leftOut faults that this machine cannot make
 */
record Card(long requests, boolean met, String bar, Row repairable, List<Row> rows, List<String> leftOut) {

    private static final double ANSWERED = 0.995;
    private static final String BAR = "99.5 % of what a repair could answer is answered; 0 wrong, 0 lost, 0 hung";

    static Card of(List<Meeting> meetings, List<String> leftOut) {
        var byScenario = new LinkedHashMap<Scenario, List<Meeting>>();
        meetings.forEach(meeting -> byScenario
                .computeIfAbsent(meeting.scenario(), _ -> new java.util.ArrayList<>())
                .add(meeting));
        var rows = Scenarios.all().stream().map(Scenario::what).toList();
        var lines = byScenario.entrySet().stream()
                .map(entry -> Row.of(
                        entry.getKey().type(),
                        entry.getKey().what(),
                        entry.getKey().repairable(),
                        entry.getValue()))
                .sorted(java.util.Comparator.comparing(Row::type).thenComparing(row -> rows.indexOf(row.fault())))
                .toList();
        var repairable = Row.of(
                "all",
                "all that a repair could answer",
                true,
                meetings.stream()
                        .filter(meeting -> meeting.scenario().repairable()
                                && meeting.scenario().isFault())
                        .toList());
        var met = repairable.on().share() >= ANSWERED
                && lines.stream().allMatch(row -> row.on().isHonest() && row.isProof());
        return new Card(meetings.size(), met, BAR, repairable, lines, leftOut);
    }
}
