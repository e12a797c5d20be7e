package dev.kintsugi.damage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.kintsugi.ServiceProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The packaged service with the models of the matrix, without the right of the superuser to read everything. */
final class Bed implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** A job may wait for a minute for a model that is left alone, and its attempt takes time as well. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    /** Enough for a damage to fall into the middle of a run. */
    private static final int LONG = 60;

    private static final int SHORT = 4;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ServiceProcess service;

    Bed(Path home) {
        this.service = new ServiceProcess(
                        home,
                        "-Dkintsugi.breakers.delay=200ms",
                        "-Dkintsugi.retries.min-per-second=1000",
                        "-Dkintsugi.result-cache.bytes=0",
                        "-Dkintsugi.store.kind=memory")
                .under(fewerRights());
    }

    /** Whether files can be made unreadable for the service. */
    static boolean canHide() {
        return limited() || !isSuperuser();
    }

    /** The program that takes the right of the superuser to read and write everything away, if it is needed. */
    static String[] fewerRights() {
        return limited() ? new String[] {"setpriv", "--bounding-set=-dac_override,-dac_read_search"} : new String[0];
    }

    static boolean isSuperuser() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static boolean limited() {
        return isSuperuser() && Files.isExecutable(Path.of("/usr/bin/setpriv"));
    }

    void start() throws IOException {
        service.start();
    }

    void stop() throws InterruptedException {
        service.kill();
    }

    boolean isAlive() {
        return service.isAlive();
    }

    Answer draw(Subject subject) {
        return join(beginShort(subject));
    }

    CompletableFuture<Answer> begin(Subject subject) {
        return begin(subject, LONG);
    }

    CompletableFuture<Answer> beginShort(Subject subject) {
        return begin(subject, SHORT);
    }

    static Answer join(CompletableFuture<Answer> answer) {
        return answer.join();
    }

    private CompletableFuture<Answer> begin(Subject subject, int steps) {
        var request = HttpRequest.newBuilder(service.at("/v1/images/generations"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"model": "%s", "prompt": "a large red star on a blue background", "seed": 42, "steps": %d,
                         "size": "%s", "recovery": "any"}""".formatted(subject.asked(), steps, subject.size())))
                .build();
        return http.sendAsync(request, BodyHandlers.ofString()).handle(Bed::answer);
    }

    private static Answer answer(HttpResponse<String> response, Throwable thrown) {
        if (thrown instanceof CompletionException e) {
            return answer(response, e.getCause());
        }
        if (thrown != null) {
            return new Answer(thrown instanceof HttpTimeoutException ? 0 : -1, MissingNode.getInstance());
        }
        try {
            return new Answer(response.statusCode(), JSON.readTree(response.body()));
        } catch (IOException e) {
            return new Answer(response.statusCode(), MissingNode.getInstance());
        }
    }

    /** The status of a probe; 0 if there is no answer in time. */
    int probe(String path) {
        try {
            var request = HttpRequest.newBuilder(service.at(path)).timeout(Duration.ofSeconds(10));
            return http.send(request.build(), BodyHandlers.ofString()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    List<String> endOfLog() throws IOException {
        var lines = Files.readAllLines(service.log());
        return lines.subList(Math.max(0, lines.size() - 40), lines.size());
    }

    @Override
    public void close() throws InterruptedException {
        service.close();
        http.shutdownNow();
    }
}
