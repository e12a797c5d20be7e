package dev.kintsugi.store.sqlite;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.Collectors;

/** The last losses of jobs from one file. Those whose evidence a person has taken away are told of no more. */
final class SqliteLosses {

    private static final int MOST = 10;

    private final Deque<SqliteLoss> losses = new ArrayDeque<>();

    synchronized void add(SqliteLoss loss) {
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
