package dev.kintsugi.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.model.openai.OpenAiImageModel;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The image model of LangChain4j works unchanged. */
@QuarkusTest
class LangChainClientTest {

    @TestHTTPResource("/v1")
    URI url;

    @Test
    void generatesByAnAlias() throws Exception {
        var image = model("dall-e-3", "64x64").generate("a red star").content();
        var picture = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(image.base64Data())));
        assertThat(picture.getWidth()).isEqualTo(64);
    }

    @Test
    void generatesWebp() {
        var webp = builder("gpt-image-1", "64x64")
                .outputFormat("webp")
                .outputCompression(60)
                .build();
        var image = webp.generate("a red star").content();
        assertThat(Base64.getDecoder().decode(image.base64Data())).startsWith('R', 'I', 'F', 'F');
    }

    @Test
    void knowsItsErrors() {
        assertThatThrownBy(() -> model("no-such-model", "64x64").generate("a red star"))
                .isInstanceOfSatisfying(
                        HttpException.class, e -> assertThat(e.statusCode()).isEqualTo(404))
                .hasMessageContaining("no-such-model");
        assertThatThrownBy(() -> model("dall-e-3", "13x13").generate("a red star"))
                .isInstanceOfSatisfying(
                        HttpException.class, e -> assertThat(e.statusCode()).isEqualTo(400))
                .hasMessageContaining("size");
    }

    private OpenAiImageModel model(String name, String size) {
        return builder(name, size).build();
    }

    private OpenAiImageModel.OpenAiImageModelBuilder builder(String name, String size) {
        return OpenAiImageModel.builder()
                .baseUrl(url.toString())
                .apiKey("unused")
                .modelName(name)
                .size(size)
                .maxRetries(0);
    }
}
