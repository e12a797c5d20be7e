package dev.kintsugi.corpus;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import dev.kintsugi.recovery.classification.FailureClassifier;
import jakarta.annotation.Priority;
import java.util.Comparator;
import java.util.List;

/** All classifiers that come with the service, found as CDI finds them, in the order of their priority. */
final class BuiltIn {

    private BuiltIn() {}

    static List<FailureClassifier> classifiers() {
        return new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests()).importPackages("dev.kintsugi").stream()
                        .filter(type -> type.isAssignableTo(FailureClassifier.class) && !type.isInterface())
                        .map(type -> make(type.reflect()))
                        .sorted(Comparator.comparing(BuiltIn::priority).reversed())
                        .toList();
    }

    static int priority(FailureClassifier classifier) {
        return classifier.getClass().getAnnotation(Priority.class).value();
    }

    private static FailureClassifier make(Class<?> type) {
        try {
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return (FailureClassifier) constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
