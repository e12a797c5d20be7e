package dev.kintsugi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Packages inside packages: a package with children lists them and itself in its {@code package-info.java}, and each imports
 * only those listed after it.
 */
@AnalyzeClasses(packages = "dev.kintsugi", importOptions = DoNotIncludeTests.class)
class PackagesTest {

    private static final String ROOT = "dev.kintsugi";
    private static final Path SOURCES = Path.of("src/main/java/dev/kintsugi");
    private static final int MOST_FILES = 16;
    private static final int MOST_LINES = 300;
    private static final Pattern PART = Pattern.compile("<li>(?:\\{@code (\\w+)}|this package)");

    /** What {@link java.util.ServiceLoader} makes must be public. */
    private static final Set<String> PROVIDERS = providers();

    /** For each package with children: the names of its parts in order; its own content is the empty name. */
    private static final Map<String, List<String>> CHAINS = chains();

    @ArchTest
    static final ArchRule partsImportOnlyThoseListedAfterThem = classes()
            .should(new ArchCondition<JavaClass>("import only parts that are listed after their own") {
                @Override
                public void check(JavaClass from, ConditionEvents events) {
                    from.getDirectDependenciesFromSelf().forEach(dependency -> {
                        var to = dependency.getTargetClass();
                        CHAINS.forEach((parent, chain) -> {
                            if (!isInside(from, parent) || !isInside(to, parent)) {
                                return;
                            }
                            if (chain.indexOf(part(from, parent)) > chain.indexOf(part(to, parent))) {
                                events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                            }
                        });
                    });
                }
            });

    @ArchTest
    static final ArchRule whatIsPublicHasAUserInAnotherPackage = classes()
            .that()
            .arePublic()
            .and()
            .areTopLevelClasses()
            .should(new ArchCondition<JavaClass>("have a user in another package") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    if (!type.isAnnotatedWith("io.quarkus.runtime.annotations.QuarkusMain")
                            && !type.isAnnotatedWith("io.quarkus.smallrye.openapi.OpenApiFilter")
                            && !PROVIDERS.contains(type.getName())
                            && isUsedOnlyInside(type, type.getPackageName())) {
                        events.add(SimpleConditionEvent.violated(type, type.getName()));
                    }
                }
            });

    private static boolean isUsedOnlyInside(JavaClass type, String name) {
        return type.getDirectDependenciesToSelf().stream()
                .map(Dependency::getOriginClass)
                .allMatch(user -> user.getPackageName().equals(name) && !isNeededToCall(user, type));
    }

    /** Callers in other packages may use a type without naming it, such as an interface that they implement by a lambda. */
    private static boolean isNeededToCall(JavaClass user, JavaClass type) {
        return user.getModifiers().contains(JavaModifier.PUBLIC)
                && user.getCodeUnits().stream()
                        .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
                        .anyMatch(unit -> Stream.concat(
                                        unit.getRawParameterTypes().stream(), Stream.of(unit.getRawReturnType()))
                                .anyMatch(type::equals));
    }

    @Test
    void eachListsItsPartsAndNothingElse() {
        assertThat(CHAINS).isNotEmpty().allSatisfy((parent, chain) -> {
            var there = new HashSet<>(children(folder(parent)).stream()
                    .map(child -> child.getFileName().toString())
                    .toList());
            if (files(folder(parent)) > 1) {
                there.add("");
            }
            assertThat(chain).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(there);
        });
    }

    @Test
    void areThoseOfTheArchitecturePage() throws IOException {
        assertThat(Files.readString(Path.of("src/site/markdown/architecture.md")))
                .contains(CHAINS.entrySet().stream().map(PackagesTest::row).toList());
    }

    private static String row(Map.Entry<String, List<String>> chain) {
        return chain.getValue().stream()
                .map(part -> part.isEmpty() ? "*itself*" : "`" + part + "`")
                .collect(Collectors.joining(
                        " → ", "| `" + chain.getKey().substring(ROOT.length() + 1) + "` | ", " |\n"));
    }

    @Test
    void areSmall() {
        assertThat(packages())
                .isNotEmpty()
                .allSatisfy(folder ->
                        assertThat(files(folder)).as(folder.toString()).isLessThanOrEqualTo(MOST_FILES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"src/main/java", "src/test/java", "src/bench/java"})
    void haveFilesThatAreRead(String sources) throws IOException {
        try (var files = Files.walk(Path.of(sources))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")).toList())
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readAllLines(file).size())
                            .as(file.toString())
                            .isLessThanOrEqualTo(MOST_LINES));
        }
    }

    private static Map<String, List<String>> chains() {
        var chains = new HashMap<String, List<String>>();
        for (var folder : packages()) {
            var children = children(folder);
            if (!children.isEmpty() && !folder.equals(SOURCES)) {
                chains.put(name(folder), listed(folder));
            }
        }
        return chains;
    }

    private static Set<String> providers() {
        try (var files = Files.list(Path.of("src/main/resources/META-INF/services"))) {
            var names = new HashSet<String>();
            for (var file : files.toList()) {
                names.addAll(Files.readAllLines(file));
            }
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> listed(Path folder) {
        try {
            return PART.matcher(Files.readString(folder.resolve("package-info.java")))
                    .results()
                    .map(part -> part.group(1) == null ? "" : part.group(1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isInside(JavaClass type, String parent) {
        return (type.getPackageName() + ".").startsWith(parent + ".");
    }

    private static String part(JavaClass type, String parent) {
        var rest = type.getPackageName().substring(parent.length());
        return rest.isEmpty() ? "" : rest.substring(1).split("\\.")[0];
    }

    private static List<Path> packages() {
        try (var all = Files.walk(SOURCES)) {
            return all.filter(Files::isDirectory).collect(Collectors.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> children(Path folder) {
        try (var all = Files.list(folder)) {
            return all.filter(Files::isDirectory).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long files(Path folder) {
        try (var all = Files.list(folder)) {
            return all.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder(String name) {
        return SOURCES.resolve(name.substring(ROOT.length() + 1).replace('.', '/'));
    }

    private static String name(Path folder) {
        return ROOT + "." + SOURCES.relativize(folder).toString().replace('/', '.');
    }
}
