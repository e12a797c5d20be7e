package dev.kintsugi.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.api.call.MalformedBodies;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever bytes come, the service says what is wrong with them and goes on. */
@QuarkusTest
class FuzzTest {

    private static final int BODIES = 2_000;
    private static final int LONGEST_ANSWER = 20_000;
    private static final String GOOD = "{\"prompt\":\"a red star\",\"steps\":1,\"size\":\"64x64\",\"seed\":7}";

    @TestHTTPResource("/v1/images/generations")
    URI url;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectMapper json = new ObjectMapper();

    @AfterEach
    void disconnect() {
        http.close();
    }

    @Test
    void answersEveryMalformedBodyWithAnErrorAndStillDraws() throws Exception {
        long seed = Long.getLong("fuzz.seed", 20260101L);
        System.out.println("fuzz.seed=" + seed);
        var bodies = new MalformedBodies(seed);
        int refused = 0;
        for (int i = 0; i < BODIES; i++) {
            var body = bodies.next();
            var answer = post(body);
            try {
                refused += check(answer);
            } catch (AssertionError | IOException e) {
                throw new AssertionError("body " + i + " of seed " + seed + ": " + start(body), e);
            }
        }
        assertThat(refused).as("refused bodies").isGreaterThan(BODIES / 2);
        assertThat(json.readTree(post(GOOD.getBytes(StandardCharsets.UTF_8)).body())
                        .at("/data/0/b64_json")
                        .asText())
                .startsWith("iVBOR");
    }

    /** 1 for a refusal, 0 for a body that was good by chance. */
    private int check(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() == 200) {
            assertThat(json.readTree(answer.body()).at("/data/0/b64_json").asText())
                    .startsWith("iVBOR");
            return 0;
        }
        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 499);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body().length()).as("length of the answer").isLessThan(LONGEST_ANSWER);
        var error = json.readTree(answer.body()).path("error");
        assertThat(error.path("message").asText()).isNotBlank();
        assertThat(error.path("code").asText()).matches("[a-z_]+");
        assertThat(error.at("/kintsugi/suggestions")).isNotEmpty();
        Documents.assertNothingInternal(answer.body());
        return 1;
    }

    private HttpResponse<String> post(byte[] body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private static String start(byte[] body) {
        var text = new String(body, StandardCharsets.UTF_8);
        return text.substring(0, Math.min(text.length(), 300));
    }
}
