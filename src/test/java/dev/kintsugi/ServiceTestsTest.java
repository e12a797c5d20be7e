package dev.kintsugi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.suite.api.IncludeClassNamePatterns;

/**
 * Tests of the running service have processes of their own: Quarkus loads native libraries in its own class loader, and a
 * process can load each only once.
 */
class ServiceTestsTest {

    private static final Path TESTS = Path.of("src/test/java");
    private static final Pattern LIST = Pattern.compile("<service.tests>%regex\\[(.*)]</service.tests>");
    private static final Pattern OF_SERVICE = Pattern.compile("(?m)^@QuarkusTest\\b");

    private static final Pattern OWN_HOME = Pattern.compile("\"kintsugi.home\",\\s*\"([^\"]+)\"");

    @Test
    void areListedInThePom() throws IOException {
        assertThat(tests().filter(ServiceTestsTest::isOfService).map(ServiceTestsTest::classFile))
                .isNotEmpty()
                .allMatch(list().asMatchPredicate());
    }

    @Test
    void allThatAreListedAreInOneOfTheHalves() throws IOException {
        var first = patterns(FirstHalfOfServiceTests.class);
        var second = patterns(SecondHalfOfServiceTests.class);
        assertThat(tests().map(ServiceTestsTest::classFile)
                        .filter(list().asMatchPredicate())
                        .map(file -> file.replace(".class", "").replace('/', '.')))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(Stream.of(first, second)
                                .filter(half -> half.stream().anyMatch(name::matches)))
                        .hasSize(1));
    }

    /** A second service in the same process could not load the native libraries that lie in the first one's home. */
    @Test
    void haveHomesOfTheirOwn() throws IOException {
        var homes = new TreeMap<String, Set<Path>>();
        for (var file : files().toList()) {
            OWN_HOME.matcher(Files.readString(file))
                    .results()
                    .forEach(found -> homes.computeIfAbsent(found.group(1), _ -> new TreeSet<>())
                            .add(file));
        }
        assertThat(homes)
                .hasSizeGreaterThan(10)
                .allSatisfy((home, users) -> assertThat(users).as(home).hasSize(1));
    }

    private static List<String> patterns(Class<?> half) {
        return Arrays.asList(half.getAnnotation(IncludeClassNamePatterns.class).value());
    }

    private static Pattern list() throws IOException {
        return LIST.matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .map(found -> Pattern.compile(found.group(1)))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<Path> tests() throws IOException {
        return files().filter(file -> file.toString().endsWith("Test.java"));
    }

    private static Stream<Path> files() throws IOException {
        try (var all = Files.walk(TESTS)) {
            return all.filter(file -> file.toString().endsWith(".java")).toList().stream();
        }
    }

    private static String classFile(Path file) {
        return TESTS.relativize(file).toString().replace(".java", ".class");
    }

    private static boolean isOfService(Path file) {
        try {
            return OF_SERVICE.matcher(Files.readString(file)).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
