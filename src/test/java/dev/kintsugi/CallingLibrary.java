package dev.kintsugi;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A shared library that makes Java objects, as it is shipped: what it looks up stands in it as text. */
final class CallingLibrary {

    private static final Pattern CLASS =
            Pattern.compile("(?<!L)(?:ai/onnxruntime|ai/djl|java)/(?:[a-z]+/)*[A-Z][\\w$]*");

    private final String path;
    private final String certain;
    private final String text;
    private final List<JavaClass> classes;

    /**
     * @param type a class of the same jar
     * @param packageName the package whose native methods it has
     * @param path of the library in the jar
     * @param certain a class that it looks up for certain
     */
    CallingLibrary(Class<?> type, String packageName, String path, String certain) throws IOException {
        this.path = path;
        this.certain = certain;
        try (var in = type.getClassLoader().getResourceAsStream(path)) {
            this.text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        this.classes = List.copyOf(new ClassFileImporter().importPackages(packageName));
    }

    /** The classes of its package. */
    List<JavaClass> classes() {
        return classes;
    }

    String certain() {
        return certain;
    }

    /** The classes that it looks up. */
    List<String> named() {
        return CLASS.matcher(text)
                .results()
                .map(found -> known(found.group().replace('/', '.')))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    /** Whether it looks up a constructor with these parameters. */
    boolean makes(Class<?>... parameters) {
        return parameters.length > 0
                && text.contains(MethodType.methodType(void.class, parameters).descriptorString());
    }

    /** Texts may follow one another without a gap, so the longest beginning that is a class counts. */
    private static Optional<String> known(String name) {
        for (int end = name.length(); end > name.lastIndexOf('.') + 1; end--) {
            var candidate = name.substring(0, end);
            if (exists(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static boolean exists(String name) {
        try {
            return Class.forName(name, false, CallingLibrary.class.getClassLoader())
                    .getName()
                    .equals(name);
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
