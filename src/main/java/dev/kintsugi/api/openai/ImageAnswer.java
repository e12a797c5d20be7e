package dev.kintsugi.api.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.report.event.Provenance;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code POST /v1/images/generations}.
 *
 * @param created seconds since 1970
 * @param data the pictures
 * @param outputFormat their format
 * @param size their size
 * @param quality as it was asked for
 * @param background always opaque
 * @param usage tokens and pictures
 * @param kintsugi how it came about
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
record ImageAnswer(
        long created,
        List<Image> data,
        String outputFormat,
        String size,
        String quality,
        String background,
        Usage usage,
        Provenance kintsugi) {

    /** One picture, inside the answer or under a URL. */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Image(@Nullable String b64Json, @Nullable String url) {}

    /** Nothing here is paid by the token, but clients expect the numbers. */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Usage(int totalTokens, int inputTokens, int outputTokens, Details inputTokensDetails) {

        static final Usage NONE = new Usage(0, 0, 0, new Details(0, 0));

        /** What the input was. */
        @RegisterForReflection
        @JsonNaming(SnakeCaseStrategy.class)
        record Details(int textTokens, int imageTokens) {}
    }
}
