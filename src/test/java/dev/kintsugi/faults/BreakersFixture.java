package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.ServiceHome;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;

/** Models that can be damaged and mended, and their breakers. */
abstract class BreakersFixture {

    static final ModelsFolder MODELS =
            new ModelsFolder(Path.of("target/breaker-models").toAbsolutePath());
    static final String FULL = "shapes-diffusion";
    static final String LITE = "shapes-diffusion-lite";
    static final String PROMPT = "a large red star on a blue background";

    @TestHTTPResource
    URI url;

    /** Four tries of which two failed open a breaker, for three seconds. */
    public static class Touchy implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.result-cache.bytes",
                    "0",
                    "kintsugi.breakers.window",
                    "4",
                    "kintsugi.breakers.delay",
                    "3s",
                    "kintsugi.device.concurrency",
                    "2",
                    "kintsugi.home",
                    "target/test-home-breakers",
                    "kintsugi.models.dir",
                    MODELS.root().toString());
        }
    }

    @BeforeEach
    void beWell() throws IOException {
        MODELS.remove("hollow");
        MODELS.remove("hollow-too");
        for (var model : new String[] {FULL, LITE}) {
            MODELS.mend(model);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> drawsAtOnce(model));
        }
    }

    static void drawUntilOpen(String model) {
        var before = opened(model);
        for (int i = 0; i < 6 && !isOpen(model); i++) {
            draw(model);
        }
        assertThat(isOpen(model)).isTrue();
        assertThat(opened(model)).isGreaterThan(before);
    }

    static boolean drawsAtOnce(String model) {
        var response = send(model, "any");
        return response.statusCode() == 200
                && response.jsonPath().getList("kintsugi.trail").isEmpty()
                && state(model) == 0;
    }

    static JsonPath draw(String model) {
        return Drawing.of(PROMPT).with("model", model).with("steps", 2).draw();
    }

    static Response send(String model, String recovery) {
        return Drawing.of(PROMPT)
                .with("model", model)
                .with("steps", 2)
                .with("recovery", recovery)
                .send();
    }

    /** A caller who does not wait until a breaker lets a try through. */
    static Response hurried(String model, String recovery) {
        return Drawing.of(PROMPT)
                .with("model", model)
                .with("steps", 2)
                .with("recovery", recovery)
                .with("deadline_seconds", 1)
                .send();
    }

    /** A client that asks for more than can be drawn in a moment; it goes away when it is closed. */
    Socket slow() throws IOException {
        var body = "{\"prompt\":\"" + PROMPT + "\",\"size\":\"768x768\",\"steps\":100}";
        var socket = new Socket(url.getHost(), url.getPort());
        socket.getOutputStream()
                .write(("POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    static boolean isOpen(String model) {
        return state(model) == 2;
    }

    static double state(String model) {
        return ServiceHome.metric("kintsugi_breaker_state{device=\"cpu\",model=\"" + model + "\"}");
    }

    static double opened(String model) {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("kintsugi_breaker_opened_total") && line.contains('"' + model + '"'))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
