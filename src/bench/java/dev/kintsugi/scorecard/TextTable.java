package dev.kintsugi.scorecard;

import java.util.ArrayList;
import java.util.List;

/** The table for a terminal, which is Markdown too. */
final class TextTable {

    private TextTable() {}

    static String of(Card card) {
        var lines = new ArrayList<String>();
        lines.add("| failure | fault | requests | met it | well | degraded | clear error | wrong, lost, hung"
                + " | recovery p50 / p99, ms | answered without recovery |");
        lines.add("|---|---|---|---|---|---|---|---|---|---|");
        card.rows().forEach(row -> lines.add(line(row)));
        lines.add(line(card.repairable()));
        return String.join("\n", lines);
    }

    private static String line(Row row) {
        var on = row.on();
        return "| "
                + String.join(
                        " | ",
                        List.of(
                                row.type(),
                                row.fault(),
                                String.valueOf(on.requests()),
                                String.valueOf(row.met()),
                                String.valueOf(on.well()),
                                String.valueOf(on.degraded()),
                                String.valueOf(on.clearError()),
                                on.wrong() + ", " + on.lost() + ", " + on.hung(),
                                row.recovery().toString(),
                                row.off().answered() + " of " + row.off().requests()))
                + " |";
    }
}
