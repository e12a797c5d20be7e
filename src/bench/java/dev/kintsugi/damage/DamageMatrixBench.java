package dev.kintsugi.damage;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The whole damage matrix: {@code ./mvnw -Pbench test-compile exec:exec@damage} after packaging; about 40 minutes on two
 * cores. Writes {@code target/damage-matrix/findings.json}, which the scorecard shows. Ends with 1 if a client would meet
 * anything but a right picture, a flagged one or a clear error. Arguments: how many cells (all without), the seed,
 * and a regular expression that occurs in each cell, such as {@code unet.*huge}.
 */
public final class DamageMatrixBench {

    private static final Path FOLDER = Path.of("target/damage-matrix").toAbsolutePath();
    private static final int TELL_EVERY = 50;

    private DamageMatrixBench() {}

    public static void main(String[] arguments) throws Exception {
        var most = arguments.length > 0 ? Integer.parseInt(arguments[0]) : Integer.MAX_VALUE;
        var seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
        var matching = Pattern.compile(arguments.length > 2 ? arguments[2] : "");
        clear();
        var findings = new ArrayList<Finding>();
        System.out.println("seed " + seed);
        try (var matrix = new DamageMatrix(FOLDER, seed, finding -> {
            findings.add(finding);
            if (!finding.verdict().isGood()) {
                System.out.println(finding.verdict() + " " + finding.cell() + ": " + finding.detail());
            }
            if (findings.size() % TELL_EVERY == 0) {
                System.out.println(findings.size() + " cells: " + count(findings));
            }
        })) {
            matrix.run(most, matching);
        } finally {
            new ObjectMapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValue(FOLDER.resolve("findings.json").toFile(), findings);
        }
        print(findings);
        System.exit(findings.stream().allMatch(finding -> finding.verdict().isGood()) ? 0 : 1);
    }

    private static void print(List<Finding> findings) {
        var rows = new TreeMap<String, List<Finding>>();
        for (var finding : findings) {
            rows.computeIfAbsent(finding.damage() + ", " + finding.moment(), _ -> new ArrayList<>())
                    .add(finding);
        }
        rows.forEach((row, there) -> System.out.printf("%-24s %4d %s%n", row, there.size(), count(there)));
        System.out.println(findings.size() + " cells: " + count(findings));
    }

    private static Map<Verdict, Integer> count(List<Finding> findings) {
        var counts = new EnumMap<Verdict, Integer>(Verdict.class);
        findings.forEach(finding -> counts.merge(finding.verdict(), 1, Integer::sum));
        return counts;
    }

    private static void clear() throws IOException {
        if (Files.exists(FOLDER)) {
            try (var files = Files.walk(FOLDER)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(FOLDER);
    }
}
