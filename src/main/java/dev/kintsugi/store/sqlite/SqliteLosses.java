package dev.kintsugi.store.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The last losses of jobs from one file. Those whose evidence a person has taken away are told of no more. */
final class SqliteLosses {

    /**
     * One of them, told until a person has taken the evidence away, or until the next start if there is none.
     *
     * @param sentence what happened
     * @param evidence the folder of what was found
     */
    record Loss(String sentence, @Nullable Path evidence) {

        Optional<String> text() {
            if (evidence == null) {
                return Optional.of(sentence);
            }
            return Files.exists(evidence)
                    ? Optional.of(sentence + "; delete that folder when it is of no more use")
                    : Optional.empty();
        }
    }

    private static final int MOST = 10;

    private final Deque<Loss> losses = new ArrayDeque<>();

    synchronized void add(Loss loss) {
        losses.removeIf(known -> known.text().isEmpty());
        if (losses.size() == MOST) {
            losses.removeFirst();
        }
        losses.add(loss);
    }

    /** All of them as one text, oldest first; nothing if nothing is lost. */
    synchronized Optional<String> text() {
        return losses.isEmpty()
                ? Optional.empty()
                : Optional.of(losses.stream()
                                .flatMap(loss -> loss.text().stream())
                                .collect(Collectors.joining(". Then ")))
                        .filter(text -> !text.isEmpty());
    }
}
