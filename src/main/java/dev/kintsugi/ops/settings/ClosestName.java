package dev.kintsugi.ops.settings;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The name closest to a misspelt one: the fewest changed letters (Levenshtein, 1966), if they are few. */
final class ClosestName {

    /** One letter in this many may be another. */
    private static final int LETTERS_OF_A_CHANGE = 4;

    private ClosestName() {}

    static Optional<String> of(String name, List<String> names) {
        return names.stream()
                .min(Comparator.comparingInt((String known) -> changes(name, known))
                        .thenComparing(known -> known))
                .filter(known -> changes(name, known) <= Math.max(2, name.length() / LETTERS_OF_A_CHANGE));
    }

    static int changes(String from, String to) {
        var row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int before = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = before + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                before = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
