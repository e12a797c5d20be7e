package dev.kintsugi.api.access;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import dev.kintsugi.KeysNeeded;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Keys of a service that needs them, and what is done with them. */
abstract class KeysFixture {

    @TestHTTPResource("/v1/stream")
    URI stream;

    String says(String key, String message) throws IOException {
        try (var client = HttpClient.newHttpClient()) {
            var answered = new CompletableFuture<String>();
            var socket = client.newWebSocketBuilder()
                    .header("Authorization", "Bearer " + key)
                    .buildAsync(uri(), new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                            if (!text.toString().contains("\"hello\"")) {
                                answered.complete(text.toString());
                            }
                            return WebSocket.Listener.super.onText(from, text, last);
                        }
                    })
                    .get(10, TimeUnit.SECONDS);
            socket.sendText(message, true).get(10, TimeUnit.SECONDS);
            var answer = answered.get(10, TimeUnit.SECONDS);
            socket.abort();
            return answer;
        } catch (InterruptedException | ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IOException(e);
        }
    }

    URI uri() {
        return URI.create(stream.toString().replace("http", "ws"));
    }

    static RequestSpecification bearer(String key) {
        return given().header("Authorization", "Bearer " + key);
    }

    static String key(String scope) throws IOException {
        return bearer(admin())
                .contentType("application/json")
                .body(Map.of("name", scope, "scopes", List.of(scope)))
                .post("/admin/keys")
                .then()
                .statusCode(201)
                .extract()
                .path("key");
    }

    static String admin() throws IOException {
        await().until(() -> Files.exists(KeysNeeded.FIRST));
        var key = Files.readString(KeysNeeded.FIRST).strip();
        await().until(() -> bearer(key).get("/v1/models").statusCode() == 200);
        return key;
    }
}
