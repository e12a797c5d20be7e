package dev.kintsugi.recovery.classification;

import dev.kintsugi.recovery.failure.FailureType;
import java.util.List;
import java.util.Optional;

/**
 * Any of these texts in a message says that it is this type. For libraries that tell their errors apart by words only.
 * Plain texts, since a search for them costs a tenth of a pattern's.
 */
public record TextRule(FailureType type, List<String> texts) {

    public TextRule {
        texts = List.copyOf(texts);
    }

    public TextRule(FailureType type, String... texts) {
        this(type, List.of(texts));
    }

    /** The type of the first rule that knows a text in the message. */
    public static Optional<FailureType> first(List<TextRule> rules, String message) {
        for (var rule : rules) {
            for (var text : rule.texts) {
                if (message.contains(text)) {
                    return Optional.of(rule.type);
                }
            }
        }
        return Optional.empty();
    }
}
