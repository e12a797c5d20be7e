package dev.kintsugi.store.learned;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * What was learned of one network of a model that is computed by itself. It stands apart from what was learned of whole
 * models, since versions that do not know it must not take it for that.
 *
 * @param network its name among the networks of the model
 * @param knownGood what is known of the memory that it needs, or null
 * @param memory how much memory it was seen to need, or null
 * @param time how long it was seen to take, or null
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record LearnedNetwork(
        String network,
        @Nullable LearnedLimit knownGood,
        @Nullable LearnedMemory memory,
        @Nullable LearnedTime time) {}
