package dev.kintsugi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What a native executable is told of classes that it cannot see by following calls. */
final class Registrations {

    static final Path METADATA =
            Path.of("src/main/resources/META-INF/native-image/dev.kintsugi/kintsugi/reachability-metadata.json");

    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("dev.kintsugi");
    private static final JsonNode ROOT = read();

    private Registrations() {}

    /** The classes of the project that carry an annotation for it, or are named by one. */
    static Set<String> annotated() {
        return CLASSES.stream()
                .filter(type -> type.isAnnotatedWith(RegisterForReflection.class))
                .map(JavaClass::reflect)
                .flatMap(Registrations::targets)
                .map(Class::getName)
                .collect(Collectors.toSet());
    }

    static JavaClasses classes() {
        return CLASSES;
    }

    /** The entry of a class in the metadata, a missing node where it has none. */
    static JsonNode entry(String type) {
        return elements(ROOT.path("reflection"))
                .filter(entry -> entry.path("type").asText().equals(type))
                .findFirst()
                .orElse(ROOT.path("nothing"));
    }

    /** Whether C code may use a class. */
    static boolean isForJni(String type) {
        return entry(type).path("jniAccessible").asBoolean();
    }

    /** The parameters of each constructor of a class that is registered. */
    static List<List<String>> constructors(String type) {
        return elements(entry(type).path("methods"))
                .filter(method -> method.path("name").asText().equals("<init>"))
                .map(method -> elements(method.path("parameterTypes"))
                        .map(JsonNode::asText)
                        .toList())
                .toList();
    }

    /** The patterns of the files that are in an image. */
    static List<String> resources() {
        return elements(ROOT.path("resources"))
                .map(resource -> resource.path("glob").asText())
                .toList();
    }

    private static Stream<Class<?>> targets(Class<?> type) {
        var annotation = type.getAnnotation(RegisterForReflection.class);
        return annotation.targets().length == 0 ? Stream.of(type) : Arrays.stream(annotation.targets());
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static JsonNode read() {
        try {
            return new ObjectMapper().readTree(METADATA.toFile());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
