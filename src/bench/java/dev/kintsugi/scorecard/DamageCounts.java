package dev.kintsugi.scorecard;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.kintsugi.damage.Finding;
import dev.kintsugi.damage.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What the last run of the damage matrix found, for the scorecard to show; a run of the matrix is a command of its own. */
final class DamageCounts {

    private static final Path FINDINGS = Path.of("target/damage-matrix/findings.json");

    private final List<Finding> findings;

    private DamageCounts(List<Finding> findings) {
        this.findings = findings;
    }

    static DamageCounts last() throws IOException {
        return new DamageCounts(
                Files.exists(FINDINGS)
                        ? Client.JSON.readValue(FINDINGS.toFile(), new TypeReference<List<Finding>>() {})
                        : List.of());
    }

    private long count(Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }

    String line() {
        return findings.isEmpty()
                ? "Damage matrix: not run, exec:exec@damage does it."
                : "Damage matrix: " + findings.size() + " cells, "
                        + Arrays.stream(Verdict.values())
                                .map(verdict -> count(verdict) + " " + verdict)
                                .collect(Collectors.joining(", "));
    }

    String section() {
        return "<h2>Damage matrix</h2>\n<p>Every file of several models, damaged in every way at every moment.</p>\n"
                + (findings.isEmpty()
                        ? "<p>" + line() + "</p>"
                        : "<table>"
                                + Arrays.stream(Verdict.values())
                                        .map(verdict -> "<tr><th>" + verdict + "</th><td"
                                                + (verdict.isGood() || count(verdict) == 0 ? "" : " class='bad'") + ">"
                                                + count(verdict) + "</td></tr>")
                                        .collect(Collectors.joining())
                                + "<tr><th>cells</th><td>" + findings.size() + "</td></tr></table>");
    }
}
