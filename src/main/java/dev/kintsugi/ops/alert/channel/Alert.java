package dev.kintsugi.ops.alert.channel;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Something that a person should know of, as it is told: that it began, or that it is over.
 *
 * @param subject what it is about
 * @param source the instance that it began at; the same until it is over, though the instance has another name by then
 * @param text what happened, in one sentence
 * @param facts details for a person and for programs, in order
 * @param since when it began
 * @param ended when it was over; empty while it is firing
 */
public record Alert(
        Subject subject,
        String source,
        String text,
        SequencedMap<String, String> facts,
        Instant since,
        Optional<Instant> ended) {

    /** Why there is an alert. */
    public enum Kind {
        FAILURE,
        SPIKE;

        /** The name on the wire. */
        public String code() {
            return this == FAILURE ? "failure" : "spike";
        }
    }

    /**
     * What an alert is about.
     *
     * @param model its id; empty if it is about none
     * @param title a few words
     */
    public record Subject(Kind kind, FailureType type, String model, Severity severity, String title) {

        /** The same for all alerts about one thing. */
        public String key() {
            return kind.code() + ":" + type.code() + (model.isEmpty() ? "" : ":" + model);
        }
    }

    public Alert {
        facts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(facts));
    }

    public String key() {
        return subject.key();
    }

    public boolean isFiring() {
        return ended.isEmpty();
    }

    /** The name of its state on the wire. */
    public String state() {
        return isFiring() ? "firing" : "resolved";
    }

    /** The same with one more detail. */
    public Alert with(String fact, String value) {
        var more = new LinkedHashMap<>(facts);
        more.put(fact, value);
        return new Alert(subject, source, text, more, since, ended);
    }

    /** The same, over. */
    public Alert over(Instant at) {
        return new Alert(subject, source, text, facts, since, Optional.of(at));
    }

    /** One line that says all that matters. */
    String headline() {
        return "%s: %s"
                .formatted(
                        isFiring() ? subject.severity().code() : "resolved",
                        subject.model().isEmpty() ? subject.title() : subject.title() + " (" + subject.model() + ")");
    }

    /** The details, one a line. */
    String details() {
        return facts.entrySet().stream()
                .map(fact -> label(fact) + ": " + fact.getValue() + "\n")
                .collect(java.util.stream.Collectors.joining());
    }

    /** The name of a detail for a person. */
    static String label(Map.Entry<String, String> fact) {
        return fact.getKey().replace('_', ' ');
    }
}
