package dev.kintsugi.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.classification.FailureClassifier;
import dev.kintsugi.runtime.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Provokes every fault for real and looks at what is made of it; {@code -Dgolden.update=true} writes the corpus anew. */
class CorpusTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/failure-corpus.jsonl");
    private static final List<FailureClassifier> CLASSIFIERS = BuiltIn.classifiers();
    private static final Map<Provocation, Throwable> THROWN = new LinkedHashMap<>();
    /** What looks exactly like a mistake of our own, and would have to be called something else. */
    private static final Set<String> ALIKE = Set.of("http client: length that is none");

    private static final List<String> SILENT = new ArrayList<>();
    private static final List<Provocation> IMPOSSIBLE = new ArrayList<>();

    @BeforeAll
    static void provoke(@TempDir Path folder) throws Exception {
        var made = 0;
        for (var supplier : Boundaries.ALL) {
            try (var boundary = supplier.in(Files.createDirectory(folder.resolve("b" + ++made)))) {
                for (var provocation : boundary.provocations()) {
                    if (provocation.possible()) {
                        provocation
                                .provoke()
                                .ifPresentOrElse(
                                        thrown -> THROWN.put(provocation, thrown), () -> SILENT.add(provocation.id()));
                    } else {
                        IMPOSSIBLE.add(provocation);
                    }
                }
            }
        }
    }

    @Test
    void makesEveryFaultHappen() {
        assertThat(SILENT).isEmpty();
        assertThat(TensorScope.openTensors()).isZero();
    }

    @Test
    void provokesWhatTheCorpusSays() throws IOException {
        var golden = new HashMap<String, String>();
        if (Files.exists(GOLDEN)) {
            Files.readAllLines(GOLDEN).forEach(row -> golden.put(Row.id(row), row));
        }
        var rows = THROWN.entrySet().stream()
                .collect(Collectors.toMap(
                        e -> e.getKey().id(), e -> Row.of(e.getKey(), e.getValue(), CorpusTest::code)));
        // What this machine cannot provoke is taken from where it could be.
        IMPOSSIBLE.forEach(
                skipped -> Optional.ofNullable(golden.get(skipped.id())).ifPresent(row -> rows.put(skipped.id(), row)));
        var lines = rows.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
        if (Boolean.getBoolean("golden.update")) {
            Files.write(GOLDEN, lines);
        }
        var expected = Files.readAllLines(GOLDEN);
        assertThat(without(lines, expected))
                .as("provoked, but not in the corpus")
                .isEmpty();
        assertThat(without(expected, lines))
                .as("in the corpus, but not provoked")
                .isEmpty();
    }

    @Test
    void understandsEveryOneOfThemThatCanBeToldApart() {
        assertThat(misses(CLASSIFIERS)).isEmpty();
        assertThat(ALIKE.size()).isLessThanOrEqualTo(THROWN.size() / 100);
    }

    @Test
    void understandsThemInAnyOrderOfClassifiersOfTheSamePriority() {
        for (var seed = 1; seed <= 20; seed++) {
            var shuffled = new ArrayList<>(CLASSIFIERS);
            Collections.shuffle(shuffled, new Random(seed));
            shuffled.sort(Comparator.comparing(BuiltIn::priority).reversed());
            assertThat(misses(shuffled)).as("seed %s", seed).isEmpty();
        }
    }

    @Test
    void isLargeEnough() throws IOException {
        var rows = Files.readAllLines(GOLDEN);
        assertThat(rows.stream().filter(Row::real).count()).isGreaterThanOrEqualTo(200);
        assertThat(rows.stream().filter(row -> !Row.real(row)).count()).isGreaterThanOrEqualTo(25);
        assertThat(IMPOSSIBLE.size()).as("provocations that this machine lacks").isLessThan(THROWN.size() / 4);
    }

    private static List<String> without(List<String> rows, List<String> others) {
        var left = new ArrayList<>(rows);
        left.removeAll(others);
        return left;
    }

    private static List<String> misses(List<FailureClassifier> classifiers) {
        var classification = new Classification(classifiers, Clock.systemUTC());
        Function<Map.Entry<Provocation, Throwable>, String> got = entry -> classification
                .classify(entry.getValue(), entry.getKey().context())
                .type()
                .code();
        return THROWN.entrySet().stream()
                .filter(entry -> !ALIKE.contains(entry.getKey().id()))
                .filter(entry ->
                        !got.apply(entry).equals(entry.getKey().expected().code()))
                .map(entry ->
                        entry.getKey().id() + " is " + entry.getKey().expected().code() + ", not " + got.apply(entry)
                                + ": " + Row.of(entry.getKey(), entry.getValue(), CorpusTest::code))
                .toList();
    }

    private static Optional<String> code(Throwable thrown) {
        return CLASSIFIERS.stream()
                .flatMap(classifier -> classifier.code(thrown).stream())
                .findFirst();
    }
}
