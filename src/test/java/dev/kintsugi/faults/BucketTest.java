package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.kintsugi.store.artifacts.S3Server;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pictures in a bucket of a real server, which is killed and comes back. */
@QuarkusTest
@TestProfile(BucketTest.InABucket.class)
class BucketTest {

    private static final Path HOME = Path.of("target/test-home-bucket").toAbsolutePath();
    private static final String ADDRESS = "kintsugi.store.s3.endpoint";

    /** A bucket and a home of its own; what fails is tried again soon. */
    public static class InABucket implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                var properties = new HashMap<>(S3Server.started().properties());
                System.setProperty(ADDRESS, properties.get(ADDRESS)); // for the test of a packaged service
                properties.put("kintsugi.home", HOME.toString());
                properties.put("kintsugi.result-cache.bytes", "0");
                properties.put("kintsugi.features.probe-every", "500ms");
                properties.put("kintsugi.features.first-pause", "200ms");
                properties.put("kintsugi.features.longest-pause", "400ms");
                return properties;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The profile was read by another class loader than the one of this class. */
    private final S3Server server =
            new S3Server(URI.create(ConfigProvider.getConfig().getValue(ADDRESS, String.class))
                    .getPort());

    @BeforeEach
    void forgetWhatAnEarlierRunLeft() throws IOException {
        for (var file : files(HOME.resolve("artifacts"))) {
            Files.delete(file);
        }
    }

    @Test
    void hasThePicturesAndNobodyElseHas() throws IOException {
        var answer = draw(31);
        assertThat(object(answer)).hasBinaryContent(Drawing.png(answer));
        assertThat(files(HOME.resolve("artifacts"))).isEmpty();
        given().get(picture(answer)).then().statusCode(200);
    }

    @Test
    void aDamagedObjectIsDrawnAgain() throws IOException {
        var answer = draw(32);
        var damaged = Drawing.png(answer);
        damaged[damaged.length / 2] ^= 1;
        Files.write(object(answer), damaged);
        var repaired = given().get(picture(answer)).then().statusCode(200).header("Kintsugi-Repaired", "regenerated");
        assertThat(repaired.extract().asByteArray()).isEqualTo(Drawing.png(answer));
        assertThat(object(answer)).hasBinaryContent(Drawing.png(answer));
    }

    @Test
    void whileItIsGonePicturesLieAtHomeAndOldOnesAreDrawnAgain() throws IOException {
        var old = draw(33);
        var kept = draw(34, "none");
        server.end();
        try {
            var answer = draw(35);
            given().get(picture(answer)).then().statusCode(200);
            assertThat(files(HOME.resolve("artifacts"))).hasSize(1);
            given().get(picture(old)).then().statusCode(200).header("Kintsugi-Repaired", "regenerated");
            given().get(picture(kept)).then().statusCode(503).body("code", equalTo("state_load_failed"));
            assertThat(given().get("/v1/status").jsonPath().getString("status")).isEqualTo("degraded");
        } finally {
            server.start();
        }
        Awaitility.await("all are in the bucket")
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        given().get("/v1/status").jsonPath().getString("status").equals("healthy")
                                && files(HOME.resolve("artifacts")).isEmpty());
        given().get(picture(kept)).then().statusCode(200);
    }

    private static JsonPath draw(int seed) {
        return draw(seed, "any");
    }

    private static JsonPath draw(int seed, String recovery) {
        return Drawing.of("a red star")
                .with("size", "64x64")
                .with("steps", 4)
                .with("seed", seed)
                .with("recovery", recovery)
                .draw();
    }

    private static String picture(JsonPath answer) {
        return "/v1/jobs/" + answer.getString("kintsugi.job") + "/artifacts/0.png";
    }

    private Path object(JsonPath answer) throws IOException {
        var tag = given().get(picture(answer)).header("ETag").replace("\"", "");
        return server.folder().resolve("kintsugi").resolve(tag);
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
