package dev.kintsugi.store.learned;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.generation.preflight.ModelChanges;
import dev.kintsugi.model.ModelId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Objects;
import java.util.Optional;

/**
 * Which files a model had when something was learned of it, as it is kept.
 *
 * @param model the model's id
 * @param version which of its versions
 * @param files tells one state of its files from another
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
record LearnedModel(String model, String version, String files) {

    static LearnedModel of(ModelChanges.Entry entry) {
        return new LearnedModel(entry.model().value(), entry.version(), entry.files());
    }

    /** The same as the service knows it. */
    Optional<ModelChanges.Entry> toEntry() {
        return Optional.of(new ModelChanges.Entry(
                new ModelId(model), Objects.requireNonNull(version), Objects.requireNonNull(files)));
    }
}
