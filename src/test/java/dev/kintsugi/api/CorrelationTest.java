package dev.kintsugi.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every call has an id that the caller can choose, and with which nobody can do harm. */
@QuarkusTest
class CorrelationTest {

    @TestHTTPResource("/")
    URI url;

    @Test
    void returnsTheIdOfTheCall() {
        given().header("X-Correlation-ID", "order-66:a_b.c")
                .get("/nope")
                .then()
                .header("X-Correlation-ID", "order-66:a_b.c")
                .body("correlation_id", equalTo("order-66:a_b.c"));
    }

    @Test
    void takesTheIdOfTheTraceWhereThereIsNoOther() {
        given().header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .get("/v1/models/nope")
                .then()
                .header("X-Correlation-ID", "0af7651916cd43dd8448eb211c80319c")
                .body("error.kintsugi.correlation_id", equalTo("0af7651916cd43dd8448eb211c80319c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<script>", "a b", "a%0d%0aSet-Cookie: x=1", "é", "../../etc/passwd", "x;y", "{}"})
    void replacesAnIdThatIsNotOne(String id) {
        given().header("X-Correlation-ID", id)
                .get("/nope")
                .then()
                .header("X-Correlation-ID", matchesPattern("[0-9a-f]{32}"))
                .body("correlation_id", matchesPattern("[0-9a-f]{32}"));
    }

    @Test
    void replacesAnIdThatIsTooLong() {
        given().header("X-Correlation-ID", "a".repeat(500))
                .get("/nope")
                .then()
                .header("X-Correlation-ID", not(equalTo("a".repeat(500))))
                .body("correlation_id", matchesPattern("[0-9a-f]{32}"));
    }

    @Test
    void letsNobodyWriteHeadersThroughTheId() throws IOException {
        var answer = exchange("GET /nope HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "X-Correlation-ID: evil\r\n Set-Cookie: a=b\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("evil", "Set-Cookie");
    }

    /** Says what no well-behaved client would; the answer as it comes. */
    private String exchange(String request) throws IOException {
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
