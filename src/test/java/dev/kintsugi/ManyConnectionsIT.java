package dev.kintsugi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Many more clients than a process may have files open: it always has some left for itself, and answers. */
@DisabledOnOs(OS.WINDOWS)
class ManyConnectionsIT {

    private static final List<String> BEGINNINGS = List.of(
            "",
            "GET /v1/sta",
            "POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 100\r\n\r\n{\"pro");

    private static final String WEB_SOCKET =
            "GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    /** Of 256 files: 128 are for other things, and 36 for connections that are refused or on their way. */
    private static final int SERVED = 92;

    @TempDir
    Path home;

    private final List<RawCall> calls = new ArrayList<>();
    private ServiceProcess service;

    @AfterEach
    void close() throws IOException, InterruptedException {
        for (var call : calls) {
            call.close();
        }
        service.close();
    }

    @Test
    void answersWhileHundredsOfClientsSendHalfARequest() throws Exception {
        start();
        for (int i = 0; i < 400; i++) {
            var call = connect();
            call.send(BEGINNINGS.get(i % BEGINNINGS.size()));
        }
        answersSoon();
        for (var call : calls) {
            call.close();
        }
        answersSoon();
        service.end();
        assertThat(service.log())
                .content()
                .doesNotContain("Too many open files")
                .doesNotContain("\"ERROR\"");
    }

    @Test
    void refusesNewClientsWhileAllConnectionsAreInUseAndAcceptsThemAfterwards() throws Exception {
        start();
        for (int i = 0; i < SERVED; i++) {
            var call = connect();
            call.send(WEB_SOCKET);
            assertThat(call.answer().status()).isEqualTo(101);
            Awaitility.await()
                    .until(call::hasAnswer); // it is greeted: from now on the connection is in use for certain
        }
        var refused = 0;
        for (int i = 0; i < 64; i++) {
            var call = connect();
            try {
                call.get("/v1/models");
                var answer = call.answer();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.headers()).containsKey("retry-after").containsEntry("connection", "close");
                refused++;
            } catch (IOException e) {
                continue; // too many of them at a time
            }
        }
        assertThat(refused).isPositive();
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(this::isAnswered);
        assertThat(service.get("/v1/status").path("features").toString()).contains(SERVED + " connections are in use");
        calls.get(SERVED - 1).close();
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(this::isAnswered);
        for (var call : calls) {
            call.close();
        }
        answersSoon();
        assertThat(service.log())
                .content()
                .containsOnlyOnce("connections are open and in use: new ones are refused")
                .doesNotContain("Too many open files");
    }

    private void start() throws IOException {
        service = new ServiceProcess(home).under("bash", "-c", "ulimit -n 256; exec \"$@\"", "bash");
        service.start();
    }

    private RawCall connect() throws IOException {
        var call = new RawCall(service.at("/"));
        calls.add(call);
        return call;
    }

    private boolean isAnswered() throws IOException {
        try (var call = new RawCall(service.at("/"))) {
            call.get("/q/health/live");
            return call.answer().status() == 200;
        }
    }

    /** A client of a burst may be sent away before it said anything; the next try is answered. */
    private void answersSoon() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(this::answers);
    }

    private void answers() throws IOException, InterruptedException {
        for (var path : List.of("/q/health/live", "/v1/status", "/v1/jobs", "/v1/models")) {
            var http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            try {
                var request = HttpRequest.newBuilder(service.at(path)).timeout(Duration.ofSeconds(10));
                assertThat(http.send(request.build(), BodyHandlers.discarding()).statusCode())
                        .as(path)
                        .isEqualTo(200);
            } finally {
                http.shutdownNow();
            }
        }
    }
}
