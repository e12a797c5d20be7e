package dev.kintsugi;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/**
 * Part of the service in every test: a type that the service makes into JSON or from it must be registered, as a native executable
 * needs it. Without this, a type that was forgotten would show up there only, as an empty object.
 */
@Singleton
class OnlyRegisteredTypes implements ObjectMapperCustomizer {

    private static final Set<String> ANNOTATED = Registrations.annotated();

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.registerModule(new SimpleModule("only registered types")
                .setSerializerModifier(new BeanSerializerModifier() {
                    @Override
                    public List<BeanPropertyWriter> changeProperties(
                            SerializationConfig config, BeanDescription bean, List<BeanPropertyWriter> properties) {
                        require(bean.getBeanClass());
                        return properties;
                    }
                })
                .setDeserializerModifier(new BeanDeserializerModifier() {
                    @Override
                    public BeanDeserializerBuilder updateBuilder(
                            DeserializationConfig config, BeanDescription bean, BeanDeserializerBuilder builder) {
                        require(bean.getBeanClass());
                        return builder;
                    }
                }));
    }

    private static void require(Class<?> type) {
        if (type.getName().startsWith("dev.kintsugi") && !ANNOTATED.contains(type.getName())) {
            throw new IllegalStateException(
                    type + " becomes JSON or is made from it, but is not marked with @RegisterForReflection");
        }
    }
}
