package dev.kintsugi.store.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that are lost, which the status tells of until a person has taken the evidence away, or until the next start if there
 * is none.
 *
 * @param sentence what happened
 * @param evidence the folder of what was found
 */
record SqliteLoss(String sentence, @Nullable Path evidence) {

    Optional<String> text() {
        if (evidence == null) {
            return Optional.of(sentence);
        }
        return Files.exists(evidence)
                ? Optional.of(sentence + "; delete that folder when it is of no more use")
                : Optional.empty();
    }
}
