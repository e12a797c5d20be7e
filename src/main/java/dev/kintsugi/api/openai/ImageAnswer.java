package dev.kintsugi.api.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.job.ArtifactRef;
import dev.kintsugi.pipeline.work.ImageFacts;
import dev.kintsugi.report.event.Provenance;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
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

    /**
     * One picture, inside the answer or under a URL.
     *
     * @param b64Json the file in Base64; left out if a URL was asked for
     * @param url where it is fetched; left out otherwise
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "GeneratedImage")
    record Image(@Nullable String b64Json, @Nullable String url) {}

    /**
     * Nothing here is paid by the token, but clients expect the numbers: the input is read once for all pictures.
     *
     * @param totalTokens of input and output
     * @param inputTokens of the prompts
     * @param outputTokens one for each picture
     * @param inputTokensDetails what the input was
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "ImageUsage")
    record Usage(int totalTokens, int inputTokens, int outputTokens, Details inputTokensDetails) {

        /** The tokens that the model read of the prompts, and a token for each picture. */
        static Usage of(List<ArtifactRef> pictures) {
            var text = pictures.stream()
                    .mapToInt(picture -> ImageFacts.of(picture.facts()).tokens())
                    .max()
                    .orElse(0);
            return new Usage(text + pictures.size(), text, pictures.size(), new Details(text, 0));
        }

        /**
         * What the input was.
         *
         * @param textTokens of the prompts
         * @param imageTokens of pictures: none are read
         */
        @RegisterForReflection
        @JsonNaming(SnakeCaseStrategy.class)
        @Schema(name = "ImageTokenDetails")
        record Details(int textTokens, int imageTokens) {}
    }
}
