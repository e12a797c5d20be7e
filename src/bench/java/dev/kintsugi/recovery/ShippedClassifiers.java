package dev.kintsugi.recovery;

import dev.kintsugi.recovery.classification.FailureClassifier;
import java.util.List;
import java.util.stream.Stream;

/** The classifiers that the service ships. They are beans of their packages, so they are made by name here. */
final class ShippedClassifiers {

    private ShippedClassifiers() {}

    static List<FailureClassifier> all() {
        return Stream.of(
                        "model.file.FileFailures",
                        "model.source.NetworkFailures",
                        "runtime.device.VirtualMachineFailures",
                        "runtime.capi.OrtFailures")
                .map(ShippedClassifiers::make)
                .toList();
    }

    private static FailureClassifier make(String name) {
        try {
            var constructor = Class.forName("dev.kintsugi." + name).getDeclaredConstructor();
            constructor.setAccessible(true);
            return (FailureClassifier) constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no classifier " + name, e);
        }
    }
}
