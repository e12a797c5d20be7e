package dev.kintsugi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Tests of the running service have a process of their own: Quarkus loads native libraries in its own class loader, and a
 * process can load each only once.
 */
class ServiceTestsTest {

    private static final Path TESTS = Path.of("src/test/java");
    private static final Pattern LIST = Pattern.compile("<service.tests>%regex\\[(.*)]</service.tests>");
    private static final Pattern OF_SERVICE = Pattern.compile("(?m)^@QuarkusTest\\b");

    @Test
    void areListedInThePom() throws IOException {
        var list = LIST.matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .map(found -> Pattern.compile(found.group(1)).asMatchPredicate())
                .findFirst()
                .orElseThrow();
        try (var all = Files.walk(TESTS)) {
            assertThat(all.filter(file -> file.toString().endsWith("Test.java"))
                            .filter(ServiceTestsTest::isOfService)
                            .map(file -> TESTS.relativize(file).toString().replace(".java", ".class")))
                    .isNotEmpty()
                    .allMatch(list);
        }
    }

    private static boolean isOfService(Path file) {
        try {
            return OF_SERVICE.matcher(Files.readString(file)).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
