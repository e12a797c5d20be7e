package dev.kintsugi.api.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What pages of other sites can make a browser do to a service that is open because only this machine reaches it: nothing. */
@QuarkusTest
class OtherSitesTest {

    @TestHTTPResource("/v1/stream")
    URI stream;

    @Test
    void aNameThatASiteMadeLeadHereIsRefused() {
        given().header("Host", "rebound.example:8080")
                .get("/v1/status")
                .then()
                .statusCode(403)
                .body("detail", containsString("kintsugi.access.hosts"));
        for (var own : new String[] {"localhost", "LOCALHOST:1", "127.0.0.1:8080", "[::1]:8080"}) {
            given().header("Host", own).get("/v1/status").then().statusCode(200);
        }
    }

    @Test
    void whatChangesSomethingIsRefused() {
        given().header("Origin", "https://evil.example")
                .post("/admin/recovery/reset")
                .then()
                .statusCode(403)
                .body("detail", containsString("kintsugi.access.origins"));
        given().header("Origin", "null").post("/admin/recovery/reset").then().statusCode(403);
        given().header("Sec-Fetch-Site", "same-site")
                .delete("/v1/jobs/x")
                .then()
                .statusCode(403);
        given().header("Origin", own())
                .header("Sec-Fetch-Site", "same-origin")
                .post("/admin/recovery/reset")
                .then()
                .statusCode(204);
        given().header("Origin", "https://evil.example")
                .get("/v1/models")
                .then()
                .statusCode(200);
    }

    @Test
    void connectionsAreRefused() throws Exception {
        assertThat(refusal("https://evil.example")).hasStackTraceContaining("403");
        assertThat(refusal(own())).isNull();
    }

    private String own() {
        return "http://" + stream.getAuthority();
    }

    private Throwable refusal(String origin) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.newWebSocketBuilder()
                    .header("Origin", origin)
                    .buildAsync(URI.create(stream.toString().replace("http", "ws")), new WebSocket.Listener() {})
                    .handle((socket, thrown) -> {
                        if (socket != null) {
                            socket.abort();
                        }
                        return thrown;
                    })
                    .get(10, TimeUnit.SECONDS);
        }
    }
}
