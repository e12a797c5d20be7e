package dev.kintsugi.job.upkeep;

import jakarta.inject.Inject;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes each bean once, with what its constructor asks for, as the container does, but without proxies and without a service. */
final class Wired {

    private final Map<Class<?>, @Nullable Object> beans = new HashMap<>();

    /** What is given for a type. */
    Wired with(Class<?> type, @Nullable Object bean) {
        beans.put(type, bean);
        return this;
    }

    /** The bean of a type. */
    <T> T get(Class<T> type) {
        if (!beans.containsKey(type)) {
            beans.put(type, made(type));
        }
        return type.cast(beans.get(type));
    }

    private Object made(Class<?> type) {
        var constructors = type.getDeclaredConstructors();
        var constructor = Arrays.stream(constructors)
                .filter(one -> constructors.length == 1 || one.isAnnotationPresent(Inject.class))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(type + " is not given, and cannot be made"));
        return made(constructor);
    }

    private Object made(Constructor<?> constructor) {
        try {
            constructor.setAccessible(true);
            return constructor.newInstance(Arrays.stream(constructor.getParameterTypes())
                    .map(this::get)
                    .toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(constructor + " failed", e);
        }
    }
}
