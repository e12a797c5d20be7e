package dev.kintsugi.ops.settings;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.lang.reflect.Method;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The keys that the interfaces with {@code @ConfigMapping} declare, each with its method. */
final class DeclaredSettings {

    private DeclaredSettings() {}

    static SortedMap<String, Method> all() {
        var methods = new TreeMap<String, Method>();
        for (var type : mappings()) {
            var prefix = type.getAnnotation(ConfigMapping.class).prefix();
            ConfigMappings.getProperties(new ConfigClass(type, prefix)).forEach((key, property) -> {
                if (!property.isGroup() && !property.getMethod().isDefault()) {
                    methods.put(key, property.getMethod());
                }
            });
        }
        return methods;
    }

    private static List<Class<?>> mappings() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.kintsugi").stream()
                        .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                        .<Class<?>>map(JavaClass::reflect)
                        .toList();
    }
}
