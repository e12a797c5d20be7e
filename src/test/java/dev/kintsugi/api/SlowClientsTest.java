package dev.kintsugi.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.kintsugi.RawCall;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Clients that are slow, or leave: nobody else notices, and nothing is computed for nobody. */
@QuarkusTest
class SlowClientsTest {

    private static final String HEAD = "POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n{";
    private static final String LONG = "{\"prompt\":\"a red star\",\"size\":\"768x768\",\"steps\":100,\"seed\":7";

    @Test
    void thatSendTheirBodiesForeverKeepNobodyWaiting() throws IOException {
        var slow = new ArrayList<RawCall>();
        try {
            for (int i = 0; i < 250; i++) { // more than there are threads
                var call = call();
                call.send(i % 2 == 0 ? HEAD : HEAD.substring(0, 60));
                slow.add(call);
            }
            given().get("/q/health/live").then().statusCode(200);
            given().get("/q/health/ready").then().statusCode(200);
            given().contentType("application/json")
                    .body(Map.of("prompt", "a red star", "size", "64x64", "steps", 1))
                    .post("/v1/images/generations")
                    .then()
                    .statusCode(200);
        } finally {
            for (var call : slow) {
                call.close();
            }
        }
    }

    @Test
    void thatSendMoreThanIsAllowedAreToldSo() throws IOException {
        try (var call = call()) {
            call.send("POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n100001\r\n" + "x".repeat(0x100001));
            var answer = call.answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.headers()).containsEntry("connection", "close");
        }
    }

    @Test
    void thatAskWhetherTheyMaySendAreToldToGoOn() throws IOException {
        try (var call = call()) {
            call.send("POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}");
            assertThat(call.answer().status()).isIn(400, 422);
        }
    }

    @Test
    void thatLeaveAStreamStopItsJobAndLeaveNoErrorInTheLog() throws IOException {
        var errors = new CopyOnWriteArrayList<String>();
        var handler = handler(errors);
        Logger.getLogger("").addHandler(handler);
        try {
            for (int i = 0; i < 5; i++) {
                try (var call = call()) {
                    call.post("/v1/images/generations", LONG + ",\"stream\":true}");
                    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> newest("state"), equalTo("running"));
                }
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> newest("state"), equalTo("cancelled"));
            }
        } finally {
            Logger.getLogger("").removeHandler(handler);
        }
        assertThat(errors).isEmpty();
    }

    private static Handler handler(List<String> errors) {
        return new Handler() {
            @Override
            public void publish(LogRecord entry) {
                if (entry.getLevel().intValue() > Level.WARNING.intValue()) {
                    errors.add(entry.getLoggerName() + ": " + entry.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void ofACancelledJobHearHowItEndedAndNeedNotAskAgain() throws Exception {
        try (var call = call()) {
            call.post("/v1/images/generations", LONG + ",\"stream\":true}");
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> newest("state"), equalTo("running"));
            var answer = CompletableFuture.supplyAsync(() -> {
                try {
                    return call.answer();
                } catch (EOFException e) {
                    throw new AssertionError("the stream broke off", e);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            var job = newest("id");
            given().delete("/v1/jobs/" + job).then().statusCode(204);
            assertThat(answer.get(30, TimeUnit.SECONDS).body())
                    .contains("event: error")
                    .contains("cancelled");
            var story = given().get("/v1/jobs/" + job + "/events").then().statusCode(200);
            var events = story.extract().asString();
            assertThat(events).contains("event: job.failed");
            var last = events.substring(events.lastIndexOf("id: ") + 4)
                    .lines()
                    .findFirst()
                    .orElseThrow();
            given().header("Last-Event-ID", last)
                    .get("/v1/jobs/" + job + "/events")
                    .then()
                    .statusCode(204);
        }
    }

    private static String newest(String field) {
        return given().get("/v1/jobs?limit=1").jsonPath().getString("jobs[0]." + field);
    }

    private static RawCall call() throws IOException {
        return new RawCall(URI.create(RestAssured.baseURI + ":" + RestAssured.port));
    }
}
