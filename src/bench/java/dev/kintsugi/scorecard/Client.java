package dev.kintsugi.scorecard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Asks the service as any client would, and waits a minute at most. */
final class Client {

    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI url;
    private final Path home;

    /** @param home the folder in which the service keeps everything */
    Client(URI url, Path home) {
        this.url = url;
        this.home = home;
    }

    Path home() {
        return home;
    }

    URI url() {
        return url;
    }

    HttpClient http() {
        return http;
    }

    Answer draw(Map<String, Object> body) {
        return send(body).join();
    }

    /** So many of the same at once. */
    List<Answer> drawAtOnce(Map<String, Object> body, int many) {
        return Stream.generate(() -> send(body)).limit(many).toList().stream()
                .map(CompletableFuture::join)
                .toList();
    }

    private CompletableFuture<Answer> send(Map<String, Object> body) {
        return send("/v1/images/generations", body);
    }

    CompletableFuture<Answer> send(String path, Map<String, Object> body, String... headers) {
        var request = HttpRequest.newBuilder(url.resolve(path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(written(body)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.sendAsync(request.build(), BodyHandlers.ofString()).handle((response, thrown) -> {
            if (response != null) {
                return replied(response);
            }
            var cause = thrown.getCause() == null ? thrown : thrown.getCause();
            return cause instanceof HttpTimeoutException ? new Answer.Silence() : new Answer.Cut(cause.toString());
        });
    }

    private static Answer replied(HttpResponse<String> response) {
        return new Answer.Replied(
                response.statusCode(),
                read(response.body()),
                response.headers().firstValue("Retry-After").isPresent());
    }

    /** Forgets what was learned. */
    void forget() throws IOException, InterruptedException {
        var reset = http.send(
                HttpRequest.newBuilder(url.resolve("/admin/recovery/reset"))
                        .POST(BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        if (reset.statusCode() / 100 != 2) {
            throw new IOException("what was learned is not forgotten: " + reset.statusCode() + " " + reset.body());
        }
    }

    /** The value of a metric without labels. */
    double metric(String name) throws IOException, InterruptedException {
        var text = http.send(
                HttpRequest.newBuilder(url.resolve("/q/metrics"))
                        .timeout(PATIENCE)
                        .build(),
                BodyHandlers.ofString());
        return text.body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    static String written(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A document, or nothing if it is none: that is judged, too. */
    static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
