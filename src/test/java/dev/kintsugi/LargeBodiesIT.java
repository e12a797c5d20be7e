package dev.kintsugi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More large bodies at a time than the Java heap has room for. */
class LargeBodiesIT {

    private static final int CALLS = 100;
    private static final int LENGTH = 1_000_000;
    private static final String HEAD =
            "POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    private static final String CHUNKED = HEAD + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String KNOWN = HEAD + "Content-Length: ";
    private static final String SMALL = "{\"prompt\":\"a red star\",\"size\":\"64x64\",\"steps\":1}";

    @TempDir
    Path home;

    private final List<RawCall> calls = new ArrayList<>();
    private ServiceProcess service;

    @BeforeEach
    void start() throws IOException {
        service = new ServiceProcess(home, "-Xmx96m");
        service.start();
    }

    @AfterEach
    void close() throws Exception {
        for (var call : calls) {
            call.close();
        }
        service.close();
    }

    @Test
    void areRefusedUntilThereIsRoomAndOthersAreAnswered() throws IOException {
        var body = "{\"prompt\":\"" + "x".repeat(LENGTH - 13) + "\"}";
        for (int i = 0; i < CALLS; i++) {
            begin(KNOWN + LENGTH + "\r\n\r\n");
        }
        assertThat(begin(KNOWN + SMALL.length() + "\r\n\r\n" + SMALL).answer().status())
                .isEqualTo(202);
        assertThat(begin(CHUNKED + Integer.toHexString(SMALL.length()) + "\r\n" + SMALL + "\r\n0\r\n\r\n")
                        .answer()
                        .status())
                .isEqualTo(202);

        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> answered() >= CALLS * 9 / 10);
        var read = 0;
        for (var call : calls.subList(0, CALLS)) {
            if (!call.hasAnswer()) {
                call.send(body);
                assertThat(call.answer().status()).as("the prompt is too long").isEqualTo(422);
                read++;
            } else {
                var answer = call.answer();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.headers()).containsKey("retry-after").containsEntry("connection", "close");
                assertThat(answer.body()).contains("no memory", "model_overloaded");
            }
        }
        assertThat(read).isPositive();
        for (int i = 0; i < CALLS; i++) { // one after the other
            var call = begin(HEAD + "Connection: close\r\nContent-Length: " + LENGTH + "\r\n\r\n" + body);
            assertThat(call.answer().status()).isEqualTo(422);
        }
        assertThat(service.log()).content().doesNotContain("OutOfMemoryError");
    }

    private int answered() throws IOException {
        var answered = 0;
        for (var call : calls) {
            answered += call.hasAnswer() ? 1 : 0;
        }
        return answered;
    }

    private RawCall begin(String text) throws IOException {
        var call = new RawCall(service.at("/"));
        calls.add(call);
        call.send(text);
        return call;
    }
}
