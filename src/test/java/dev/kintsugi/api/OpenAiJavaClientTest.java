package dev.kintsugi.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.images.Image;
import com.openai.models.images.ImageGenStreamEvent;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.images.ImageGenerateParams.ResponseFormat;
import com.openai.models.images.ImagesResponse;
import com.openai.models.models.Model;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The official OpenAI client for Java works unchanged. */
@QuarkusTest
class OpenAiJavaClientTest {

    @TestHTTPResource("/v1")
    URI url;

    private OpenAIClient client;

    @BeforeEach
    void connect() {
        client = OpenAIOkHttpClient.builder()
                .baseUrl(url.toString())
                .apiKey("unused")
                .maxRetries(0)
                .build();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void drawsAPicture() throws Exception {
        var answer = client.images().generate(star(7).build());
        assertPicture(pngs(answer).getFirst());
        assertThat(answer.size().orElseThrow().asString()).isEqualTo("128x128");
        assertThat(answer.created()).isPositive();
    }

    @Test
    void drawsTheSamePictureFromTheSameSeed() {
        var one = pngs(client.images().generate(star(7).build())).getFirst();
        var same = pngs(client.images().generate(star(7).build())).getFirst();
        var other = pngs(client.images().generate(star(8).build())).getFirst();
        assertThat(same).isEqualTo(one);
        assertThat(other).isNotEqualTo(one);
    }

    @Test
    void drawsSeveralDifferentPictures() throws Exception {
        var pngs = pngs(client.images().generate(star(7).n(2).build()));
        assertThat(pngs).hasSize(2);
        assertThat(pngs.getFirst()).isNotEqualTo(pngs.getLast());
        for (var png : pngs) {
            assertPicture(png);
        }
    }

    @Test
    @SuppressWarnings("deprecation") // the official clients go on sending it
    void servesPicturesBehindUrls() throws Exception {
        var answer = client.images()
                .generate(star(7).responseFormat(ResponseFormat.URL).build());
        var link = answer.data().orElseThrow().getFirst().url().orElseThrow();
        try (var http = HttpClient.newHttpClient()) {
            var picture = http.send(HttpRequest.newBuilder(URI.create(link)).build(), BodyHandlers.ofByteArray());
            assertThat(picture.statusCode()).isEqualTo(200);
            assertThat(picture.headers().firstValue("Content-Type")).contains("image/png");
            assertPicture(picture.body());
        }
    }

    @Test
    @SuppressWarnings({"deprecation", "unchecked"}) // fields of ours, which the client has no types for
    void tellsHowThePictureCameAbout() {
        var answer = client.images().generate(star(7).build());
        var kintsugi = answer._additionalProperties().get("kintsugi").convert(Map.class);
        assertThat(kintsugi)
                .containsEntry("model_used", "shapes-diffusion")
                .containsEntry("was_fallback", false)
                .containsEntry("steps", 4)
                .containsEntry("seeds", List.of(7))
                .containsKeys("job", "trail", "warnings", "device", "precision", "duration_ms");
    }

    /** A picture that is finished sooner than its previews can be sent has fewer of them. */
    @Test
    void streamsPreviewsAndThenThePicture() throws Exception {
        var slow = star(7).putAdditionalBodyProperty("steps", JsonValue.from(100));
        List<ImageGenStreamEvent> events;
        try (var stream =
                client.images().generateStreaming(slow.partialImages(2).build())) {
            events = stream.stream().toList();
        }
        assertThat(events).hasSizeBetween(2, 3);
        var index = -1L;
        for (var event : events.subList(0, events.size() - 1)) {
            var preview = event.generationPartialImage().orElseThrow();
            assertThat(preview.partialImageIndex()).isGreaterThan(index).isLessThan(2);
            index = preview.partialImageIndex();
            assertThat(ImageIO.read(new ByteArrayInputStream(decode(preview.b64Json()))))
                    .isNotNull();
        }
        var whole = client.images()
                .generate(star(7).putAdditionalBodyProperty("steps", JsonValue.from(100))
                        .build());
        assertThat(decode(events.getLast().generationCompleted().orElseThrow().b64Json()))
                .isEqualTo(pngs(whole).getFirst());
    }

    @Test
    void listsModels() {
        assertThat(client.models().list().autoPager()).extracting(Model::id).contains("shapes-diffusion");
        assertThat(client.models().retrieve("shapes-diffusion").ownedBy()).isEqualTo("kintsugi");
    }

    @Test
    void tellsOfAnUnknownModel() {
        var params = star(7).model("no-such-model").build();
        var drawing = catchThrowableOfType(
                NotFoundException.class, () -> client.images().generate(params));
        assertThat(drawing.code()).contains("model_not_found");
        var asking = catchThrowableOfType(
                NotFoundException.class, () -> client.models().retrieve("no-such-model"));
        assertThat(asking.code()).contains("model_not_found");
    }

    @Test
    void tellsOfAWrongSizeStreamingOrNot() {
        var params = star(7).size("13x13").build();
        var whole = catchThrowableOfType(
                BadRequestException.class, () -> client.images().generate(params));
        assertThat(whole.param()).contains("size");
        assertThat(whole.type()).contains("invalid_request_error");
        assertThat(whole.code()).contains("invalid_parameters");
        var streamed = catchThrowableOfType(
                BadRequestException.class, () -> client.images().generateStreaming(params));
        assertThat(streamed.param()).contains("size");
    }

    private static ImageGenerateParams.Builder star(long seed) {
        return ImageGenerateParams.builder()
                .prompt("a large red star on a blue background")
                .size("128x128")
                .putAdditionalBodyProperty("seed", JsonValue.from(seed))
                .putAdditionalBodyProperty("steps", JsonValue.from(4));
    }

    private static List<byte[]> pngs(ImagesResponse answer) {
        return answer.data().orElseThrow().stream()
                .map(Image::b64Json)
                .map(base64 -> decode(base64.orElseThrow()))
                .toList();
    }

    private static byte[] decode(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    private static void assertPicture(byte[] png) throws IOException {
        var picture = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(picture).isNotNull();
        assertThat(picture.getWidth()).isEqualTo(128);
        assertThat(picture.getHeight()).isEqualTo(128);
    }
}
