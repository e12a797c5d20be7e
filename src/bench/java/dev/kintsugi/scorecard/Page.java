package dev.kintsugi.scorecard;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The scorecard as a page of its own: nothing is loaded from elsewhere. */
final class Page {

    private static final String STYLE = """
            :root { color-scheme: light dark; --paper: #f5efe3; --ink: #2c2520; --line: #ddd1bc; --on: #86600f;
              --off: #a3978a; --bad: #9c2f1c; }
            @media (prefers-color-scheme: dark) {
              :root { --paper: #171310; --ink: #f0e7d8; --line: #3d342a; --on: #e6bf63; --off: #7d7265; --bad: #f2a08c; }
            }
            body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 1rem auto;
              padding: 0 1rem; max-width: 76rem; }
            svg { width: 100%; max-width: 40rem; height: auto; }
            svg text { font-size: 13px; fill: var(--ink); }
            svg text.share { font-size: 10px; }
            .on { fill: var(--on); color: var(--on); } .off { fill: var(--off); color: var(--off); }
            .scroll { overflow-x: auto; }
            table { border-collapse: collapse; font-size: .9rem; }
            th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: right; vertical-align: top; }
            th { text-align: left; } thead th { white-space: nowrap; }
            .bad { color: var(--bad); font-weight: bold; }
            tr:last-child { font-weight: bold; }
            """;

    private static final List<String> HEADS = List.of(
            "Failure",
            "Fault",
            "Requests",
            "Met it",
            "Well",
            "Degraded",
            "Clear error",
            "Wrong",
            "Lost",
            "Hung",
            "Recovery p50 / p99, ms",
            "Without reload, ms",
            "Answered without recovery");

    private Page() {}

    static String of(Card card, DamageCounts damages) {
        return """
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Kintsugi: recovery scorecard</title>
                <style>
                %s</style>
                <h1>Recovery scorecard</h1>
                <p>%d requests met real faults. The bar: %s. <strong>%s</strong></p>
                <h2>Answered, of what a repair could answer</h2>
                <p><span class="on">&#9632;</span> with recovery <span class="off">&#9632;</span> with recovery switched off</p>
                %s
                <h2>All of it</h2>
                <p>Well: exactly what was asked for. Degraded: less or other, and the answer says so. Recovery: all steps and
                the try that succeeded. The last column counts answers, well or degraded, with recovery switched off.</p>
                <div class="scroll"><table>
                <thead><tr>%s</tr></thead>
                <tbody>
                %s
                </tbody></table></div>
                %s
                %s
                </html>
                """.formatted(
                        STYLE,
                        card.requests(),
                        card.bar(),
                        card.met() ? "Met." : "Missed.",
                        Chart.of(card.rows().stream().filter(Row::repairable).toList()),
                        HEADS.stream().map(head -> "<th>" + head + "</th>").collect(Collectors.joining()),
                        Stream.concat(card.rows().stream(), Stream.of(card.repairable()))
                                .map(Page::line)
                                .collect(Collectors.joining("\n")),
                        card.leftOut().stream()
                                .map(fault -> "<p>Left out, the machine cannot make it: " + escaped(fault) + "</p>")
                                .collect(Collectors.joining("\n")),
                        damages.section());
    }

    private static String line(Row row) {
        var on = row.on();
        return "<tr><th>" + escaped(row.type()) + "</th><th>" + escaped(row.fault()) + "</th>"
                + cell(on.requests()) + cell(row.met()) + cell(on.well()) + cell(on.degraded()) + cell(on.clearError())
                + bad(on.wrong()) + bad(on.lost()) + bad(on.hung())
                + cell(row.recovery()) + cell(row.withoutReload())
                + cell(row.off().answered() + " of " + row.off().requests()) + "</tr>";
    }

    private static String cell(Object value) {
        return "<td>" + value + "</td>";
    }

    private static String bad(long count) {
        return count == 0 ? cell(0) : "<td class='bad'>" + count + "</td>";
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, share == Math.rint(share * 100) / 100 ? "%.0f %%" : "%.1f %%", share * 100);
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
