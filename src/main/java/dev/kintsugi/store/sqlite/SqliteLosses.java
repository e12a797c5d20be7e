package dev.kintsugi.store.sqlite;

import io.quarkus.logging.Log;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The last losses of jobs from one file. Those whose evidence a person has taken away are told of no more; others are known after
 * a restart too, as a text is kept beside the evidence.
 */
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

        private void keep() {
            if (evidence != null) {
                try {
                    Files.writeString(evidence.resolve(KEPT), sentence);
                } catch (IOException e) {
                    Log.warnf("after the next start nothing will be told of this loss of jobs: %s", e);
                }
            }
        }
    }

    private static final int MOST = 10;
    private static final String KEPT = "loss.txt";

    private final Deque<Loss> losses = new ArrayDeque<>();

    /** @param file of the database, with what was lost from it before */
    SqliteLosses(Path file) {
        try (var folders = Files.newDirectoryStream(file.toAbsolutePath().getParent(), file.getFileName() + ".*")) {
            var kept = new ArrayList<Path>();
            folders.forEach(folder -> kept.add(folder.resolve(KEPT)));
            kept.removeIf(text -> !Files.isRegularFile(text));
            kept.sort(Comparator.comparing(text -> text.toFile().lastModified()));
            for (var text : kept) {
                hold(new Loss(Files.readString(text), text.getParent()));
            }
        } catch (IOException | DirectoryIteratorException e) {
            Log.warnf("what was lost of the jobs before this start cannot be read: %s", e);
        }
    }

    synchronized void add(Loss loss) {
        loss.keep();
        losses.removeIf(known -> known.text().isEmpty());
        hold(loss);
    }

    private void hold(Loss loss) {
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
