package dev.kintsugi.scorecard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Two bars for each fault that a repair could answer: the share of requests answered with recovery, and without. */
final class Chart {

    private static final int WIDTH = 360;
    private static final int FULL_BAR = 290;
    private static final int BAR = 10;
    private static final int ROW = 48;

    private Chart() {}

    static String of(List<Row> rows) {
        var parts = new ArrayList<String>();
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            var top = i * ROW;
            parts.add("<text x='0' y='%d'>%s</text>".formatted(top + 14, Page.escaped(row.fault())));
            parts.add(bar("on", top + 20, row.on().share()));
            parts.add(bar("off", top + 32, row.off().share()));
        }
        return "<svg viewBox='0 0 %d %d' role='img' aria-label='Share of requests answered'>%n%s%n</svg>"
                .formatted(WIDTH, rows.size() * ROW, String.join("\n", parts));
    }

    private static String bar(String side, int top, double share) {
        var length = Math.max(1, share * FULL_BAR);
        return String.format(
                Locale.ROOT,
                "<rect class='%s' x='0' y='%d' width='%.1f' height='%d' rx='2'/><text class='share' x='%.1f' y='%d'>%s</text>",
                side,
                top,
                length,
                BAR,
                length + 5,
                top + 9,
                Page.percent(share));
    }
}
