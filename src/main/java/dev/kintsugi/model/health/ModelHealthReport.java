package dev.kintsugi.model.health;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How whole a model is.
 *
 * @param answers whether its files could be checked in time
 * @param usable the precisions that have all that they need, the standard one first
 * @param availability that of its standard precision
 * @param findings what is wrong, by file; also with files that no picture needs
 */
public record ModelHealthReport(
        boolean answers, List<String> usable, Availability availability, Map<String, FileProblem> findings) {

    static final ModelHealthReport SILENT = new ModelHealthReport(false, List.of(), Availability.CORRUPTED, Map.of());

    public ModelHealthReport {
        usable = List.copyOf(usable);
        findings = Collections.unmodifiableMap(new TreeMap<>(findings));
    }

    /** Whether any precision has all that it needs. */
    public boolean isUsable() {
        return !usable.isEmpty();
    }
}
