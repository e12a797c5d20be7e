package dev.kintsugi.ops.alert;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kintsugi.ops.alert.channel.Alert;
import dev.kintsugi.ops.alert.channel.Alert.Kind;
import dev.kintsugi.ops.alert.channel.Alert.Subject;
import dev.kintsugi.ops.alert.delivery.Waiting;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of alerts, as {@code alerts.json} has it. It is no API.
 *
 * @param version of the format
 * @param waiting by receiver
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
record AlertsDocument(int version, List<KeptFiring> firing, Map<String, List<KeptWaiting>> waiting) {

    /** A newer version of the service may have written a higher one. */
    static final int VERSION = 1;

    /** An alert. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record KeptAlert(
            String kind,
            String type,
            String model,
            String severity,
            String title,
            String source,
            String text,
            Map<String, String> facts,
            String since,
            @Nullable String ended) {

        static KeptAlert of(Alert alert) {
            var subject = alert.subject();
            return new KeptAlert(
                    subject.kind().code(),
                    subject.type().code(),
                    subject.model(),
                    subject.severity().code(),
                    subject.title(),
                    alert.source(),
                    alert.text(),
                    alert.facts(),
                    alert.since().toString(),
                    alert.ended().map(Instant::toString).orElse(null));
        }

        Alert toAlert() {
            var subject = new Subject(
                    Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                    FailureType.of(type).orElseThrow(),
                    present(model),
                    Severity.valueOf(severity.toUpperCase(Locale.ROOT)),
                    present(title));
            return new Alert(
                    subject,
                    present(source),
                    present(text),
                    new LinkedHashMap<>(facts),
                    Instant.parse(since),
                    Optional.ofNullable(ended).map(Instant::parse));
        }
    }

    /** One that lasts. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record KeptFiring(KeptAlert alert, String last, long count, boolean told) {

        static KeptFiring of(Firing firing) {
            return new KeptFiring(
                    KeptAlert.of(firing.begun()), firing.last().toString(), firing.count(), firing.told());
        }

        Firing toFiring() {
            return new Firing(alert.toAlert(), Instant.parse(last), count, told);
        }
    }

    /** One that a receiver has not taken yet. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record KeptWaiting(KeptAlert alert, String said) {

        static KeptWaiting of(Waiting waiting) {
            return new KeptWaiting(KeptAlert.of(waiting.alert()), waiting.said().toString());
        }

        Waiting toWaiting() {
            return new Waiting(alert.toAlert(), Instant.parse(said));
        }
    }

    AlertsDocument {
        firing = firing == null ? List.of() : firing;
        waiting = waiting == null ? Map.of() : waiting;
    }

    static AlertsDocument of(KeptAlerts kept) {
        var waiting = new TreeMap<String, List<KeptWaiting>>();
        kept.waiting().forEach((channel, all) -> {
            if (!all.isEmpty()) {
                waiting.put(channel, all.stream().map(KeptWaiting::of).toList());
            }
        });
        return new AlertsDocument(
                VERSION, kept.firing().stream().map(KeptFiring::of).toList(), waiting);
    }

    /** Without what makes no sense to this version. */
    KeptAlerts toKept() {
        var known = new LinkedHashMap<String, List<Waiting>>();
        waiting.forEach((channel, all) -> known.put(channel, read(all, KeptWaiting::toWaiting)));
        return new KeptAlerts(read(firing, KeptFiring::toFiring), known);
    }

    private static <K, T> List<T> read(@Nullable Collection<K> kept, Function<K, T> meaning) {
        return kept == null
                ? List.of()
                : kept.stream()
                        .map(one -> sense(() -> meaning.apply(one)))
                        .flatMap(Optional::stream)
                        .toList();
    }

    private static <T> Optional<T> sense(Supplier<T> meaning) {
        try {
            return Optional.of(meaning.get());
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static String present(@Nullable String text) {
        return Optional.ofNullable(text).orElseThrow();
    }
}
