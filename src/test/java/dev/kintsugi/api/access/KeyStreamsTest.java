package dev.kintsugi.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kintsugi.KeysNeeded;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Streams of a service that needs keys. */
@QuarkusTest
@TestProfile(KeysNeeded.class)
class KeyStreamsTest extends KeysFixture {

    @Test
    void aRevokedKeyGetsNoMoreOfItsStreams() throws Exception {
        var made = bearer(admin())
                .contentType("application/json")
                .body(Map.of("name", "stream", "scopes", List.of("infer")))
                .post("/admin/keys")
                .jsonPath();
        var key = made.getString("key");
        var job = bearer(key)
                .contentType("application/json")
                .body(Map.of("prompt", "a star", "size", "512x512", "steps", 100))
                .post("/v1/jobs")
                .then()
                .statusCode(202)
                .extract()
                .<String>path("id");
        try (var client = HttpClient.newHttpClient()) {
            var events = client.sendAsync(
                    HttpRequest.newBuilder(URI.create(stream.toString().replace("stream", "jobs/" + job + "/events")))
                            .header("Authorization", "Bearer " + key)
                            .build(),
                    BodyHandlers.ofString());
            await().until(() -> bearer(admin())
                    .get("/v1/jobs/" + job)
                    .jsonPath()
                    .getString("state")
                    .equals("running"));
            bearer(admin()).delete("/admin/keys/" + made.getString("id")).then().statusCode(204);
            assertThat(events.get(60, TimeUnit.SECONDS).body())
                    .contains("stream.closed", "not valid any more")
                    .doesNotContain("job.completed");
        }
        bearer(admin()).delete("/v1/jobs/" + job).then().statusCode(204);
    }

    @Test
    void aConnectionNeedsAKeyToo() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var refused = client.newWebSocketBuilder()
                    .buildAsync(uri(), new WebSocket.Listener() {})
                    .handle((_, thrown) -> thrown)
                    .get(10, TimeUnit.SECONDS);
            assertThat(refused).rootCause().hasMessageContaining("401");
        }
    }
}
