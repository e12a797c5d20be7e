package dev.kintsugi.store.analytics;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.report.analytics.KeptFailures;
import dev.kintsugi.report.analytics.window.Window;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * All that is kept of failures, as {@code failures.json} has it. It is no API.
 *
 * @param version of the format
 * @param since when counting began
 * @param windows the counts by window
 * @param recent the last failures
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
record FailuresDocument(int version, String since, Map<String, KeptCounts> windows, List<KeptFailure> recent) {

    /** A newer version of the service may have written a higher one. */
    static final int VERSION = 1;

    FailuresDocument {
        windows = windows == null ? Map.of() : windows;
        recent = recent == null
                ? List.of()
                : recent.stream().filter(Objects::nonNull).toList();
    }

    static FailuresDocument of(KeptFailures kept) {
        var windows = new HashMap<String, KeptCounts>();
        kept.counts().forEach((window, counts) -> windows.put(window.code(), KeptCounts.of(counts)));
        return new FailuresDocument(
                VERSION,
                kept.since().toString(),
                windows,
                kept.recent().stream().map(KeptFailure::of).toList());
    }

    /** The same as the service counts. */
    KeptFailures toKept() {
        var counts = new EnumMap<Window, KeptFailures.Counts>(Window.class);
        windows.forEach((code, kept) -> Window.of(code).ifPresent(window -> counts.put(window, kept.toCounts())));
        return new KeptFailures(
                Instant.parse(since),
                counts,
                recent.stream()
                        .map(KeptFailure::toFailure)
                        .flatMap(Optional::stream)
                        .toList());
    }
}
