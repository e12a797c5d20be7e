package dev.kintsugi;

import static dev.kintsugi.Registrations.METADATA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OrtEnvironment;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a native executable has to be told, since nobody can see it by following calls: which classes C code makes, which
 * files are read, which types become JSON. Native builds are rare; this finds on every build what they would lack.
 */
class NativeMetadataTest {

    static Stream<CallingLibrary> libraries() throws IOException {
        return Stream.of(
                new CallingLibrary(
                        OrtEnvironment.class,
                        "ai.onnxruntime",
                        "ai/onnxruntime/native/linux-x64/libonnxruntime4j_jni.so",
                        "ai.onnxruntime.OnnxTensor"),
                new CallingLibrary(
                        HuggingFaceTokenizer.class,
                        "ai.djl.huggingface.tokenizers",
                        "native/lib/linux-x86_64/cpu/libtokenizers.so",
                        "ai.djl.huggingface.tokenizers.jni.CharSpan"));
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void everyClassWithNativeMethodsIsRegistered(CallingLibrary library) {
        var unregistered = library.classes().stream()
                .filter(type -> type.getMethods().stream()
                        .anyMatch(method -> method.getModifiers().contains(JavaModifier.NATIVE)))
                .map(JavaClass::getName)
                .filter(type -> !Registrations.isForJni(type))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(unregistered).as("missing in " + METADATA).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void everyClassThatALibraryLooksUpIsRegisteredForIt(CallingLibrary library) {
        assertThat(library.named())
                .contains(library.certain())
                .allSatisfy(type -> assertThat(Registrations.isForJni(type))
                        .as("%s is used by %s, but not jniAccessible in %s", type, library, METADATA)
                        .isTrue());
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void everyConstructorThatALibraryLooksUpIsRegisteredForIt(CallingLibrary library) throws ClassNotFoundException {
        for (var name : library.named()) {
            if (name.equals(String.class.getName())) {
                continue; // JNI has functions of its own that make these
            }
            for (var constructor : Class.forName(name).getDeclaredConstructors()) {
                if (library.makes(constructor.getParameterTypes())) {
                    assertThat(Registrations.constructors(name))
                            .as("constructors of %s that %s calls, in %s", name, library, METADATA)
                            .contains(Arrays.stream(constructor.getParameterTypes())
                                    .map(Class::getTypeName)
                                    .toList());
                }
            }
        }
    }

    @Test
    void everyResourceIsInAnImage() throws IOException {
        var globs = Registrations.resources().stream()
                .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
                .toList();
        var root = Path.of("src/main/resources");
        try (var files = Files.walk(root)) {
            var left = files.filter(Files::isRegularFile)
                    .map(root::relativize)
                    // Quarkus takes care of these itself.
                    .filter(file -> !file.startsWith("META-INF") && !file.endsWith("application.properties"))
                    .filter(file -> globs.stream().noneMatch(glob -> glob.matches(file)))
                    .toList();
            assertThat(left).as("not in an image, by " + METADATA).isEmpty();
        }
    }

    /** What a type that becomes JSON consists of becomes JSON as well. {@link OnlyRegisteredTypes} looks at the others. */
    @Test
    void everyPartOfATypeThatBecomesJsonIsRegistered() {
        var registered = Registrations.annotated();
        assertThat(registered).isNotEmpty();
        var unregistered = Registrations.classes().stream()
                .filter(type -> registered.contains(type.getName()))
                .flatMap(type -> type.getFields().stream())
                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                .flatMap(field -> field.getType().getAllInvolvedRawTypes().stream())
                .map(JavaClass::getName)
                .filter(type -> type.startsWith("dev.kintsugi") && !registered.contains(type))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(unregistered).as("types without @RegisterForReflection").isEmpty();
    }

    @Test
    void aTypeThatIsNotRegisteredCannotBecomeJsonInAnyTest() {
        record Forgotten(String name) {}
        var json = new ObjectMapper();
        new OnlyRegisteredTypes().customize(json);
        assertThatThrownBy(() -> json.writeValueAsString(new Forgotten("it")))
                .hasMessageContaining("RegisterForReflection");
        assertThatThrownBy(() -> json.readValue("{}", Forgotten.class)).hasMessageContaining("RegisterForReflection");
    }
}
