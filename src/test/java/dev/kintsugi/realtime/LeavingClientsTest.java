package dev.kintsugi.realtime;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that go away while they are sent events are no errors of the service. */
@QuarkusTest
class LeavingClientsTest {

    private static final String WATCH = "{\"type\":\"subscribe\",\"id\":\"s\",\"topic\":\"system\"}";
    private static final String SUBMIT = "{\"type\":\"submit\",\"id\":\"1\",\"data\":{\"prompt\":\"a red star\","
            + "\"size\":\"64x64\",\"steps\":8}}";

    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
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

    @TestHTTPResource("/")
    URI http;

    @BeforeEach
    void listen() {
        Logger.getLogger("").addHandler(handler);
    }

    @AfterEach
    void close() {
        Logger.getLogger("").removeHandler(handler);
    }

    @Test
    void leaveNoErrorInTheLog() throws Exception {
        for (int i = 0; i < 12; i++) {
            try (var client = new RawStream(http)) {
                client.send(RawStream.masked(0x81, WATCH.getBytes(UTF_8)));
                client.send(RawStream.masked(0x81, SUBMIT.getBytes(UTF_8)));
                for (int frame = 0; frame < 3 + i % 5; frame++) {
                    client.frame();
                }
                client.reset();
            }
        }
        for (var state : List.of("queued", "running")) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> given().get("/v1/jobs?state=" + state)
                            .jsonPath()
                            .getList("jobs")
                            .isEmpty());
        }
        assertThat(errors).isEmpty();
    }
}
