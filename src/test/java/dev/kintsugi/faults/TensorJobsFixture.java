package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;

import dev.kintsugi.ServiceHome;
import dev.kintsugi.runtime.session.TinyModel;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A service with small networks in its models folder, and jobs that compute one of them with tensors of the caller. */
abstract class TensorJobsFixture {

    /** A home of its own; files are restored only when a request needs them, so that it meets the damage. */
    public static class Alone implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("kintsugi.home", "target/test-home-tensors", "kintsugi.models.repair", "on_request");
        }
    }

    /** Of the service under test. */
    static Path models() {
        return Path.of(ConfigProvider.getConfig().getValue("kintsugi.home", String.class), "models");
    }

    @BeforeEach
    void install() throws IOException {
        Files.createDirectories(models().resolve("sums"));
        sum(1).writeTo(models().resolve("sums/model.onnx"));
        sum(1).writeTo(models().resolve("alone.onnx"));
        Files.createDirectories(models().resolve("slow"));
        TinyModel.loop(1_000_000_000_000L).writeTo(models().resolve("slow/model.onnx"));
        Files.createDirectories(models().resolve("halved"));
        nothing().writeTo(models().resolve("halved/model.onnx"));
        sum(1).writeTo(models().resolve("halved/model_fp16.onnx"));
        Awaitility.await().until(() -> given().get("/v1/models/alone").statusCode() == 200);
    }

    /** y = x + one, for any number of rows of two. */
    static TinyModel sum(float one) {
        return new TinyModel()
                .initializer("one", TinyModel.FLOAT, TinyModel.floats(one), 1)
                .input("x", TinyModel.FLOAT, -1, 2)
                .output("y", TinyModel.FLOAT, -1, 2)
                .node("Add", List.of("x", "one"), "y");
    }

    /** y = (x - x) / (x - x), which is not a number, whatever x is. */
    static TinyModel nothing() {
        return new TinyModel()
                .input("x", TinyModel.FLOAT, -1, 2)
                .output("y", TinyModel.FLOAT, -1, 2)
                .node("Sub", List.of("x", "x"), "d")
                .node("Div", List.of("d", "d"), "y");
    }

    @AfterEach
    void rest() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(ServiceHome::isAtRest);
    }

    static Map<String, Object> tensor(Map<String, ?> inputs) {
        return Map.of("kind", "tensor", "model", "sums", "inputs", inputs);
    }

    static Map<String, Object> floats(List<Integer> shape, Number... data) {
        return Map.of("dtype", "float32", "shape", shape, "data", List.of(data));
    }

    static ValidatableResponse submit(Map<String, ?> body) {
        return keyed(UUID.randomUUID().toString(), body);
    }

    static ValidatableResponse keyed(String key, Map<String, ?> body) {
        return given().contentType("application/json")
                .header("Prefer", "wait=60")
                .header("Idempotency-Key", key)
                .body(body)
                .post("/v1/jobs")
                .then();
    }
}
