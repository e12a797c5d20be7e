package dev.kintsugi.job.service;

import dev.kintsugi.PackagedService;
import dev.kintsugi.PackagedService.Kind;
import dev.kintsugi.store.sql.PostgresServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many jobs a second the packaged service accepts over HTTP, each kept before it is acknowledged, while one worker draws
 * them: tiny pictures in one step. Clients send the next when the last is answered. Afterwards the service is killed, and what
 * was acknowledged must be in the database.
 *
 * <p>Run after packaging: {@code ./mvnw -Pbench test-compile exec:exec@accepted}. Arguments may be one store, and a number of
 * clients.
 */
public final class AcceptedBench {

    /** The compiler of the JVM needs about a minute of two busy processors. */
    private static final int LONGEST_WARM_UP_S = 120;

    private static final int WINDOW_S = 10;
    private static final double FASTER = 1.05;
    private static final int SECONDS = 15;
    private static final Buffer BODY = Buffer.buffer("{\"prompt\":\"a red star\",\"size\":\"64x64\",\"steps\":1}");

    private final HttpClient client;
    private final int port;
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean ending;

    private AcceptedBench(HttpClient client, int port) {
        this.client = client;
        this.port = port;
    }

    public static void main(String[] arguments) throws Exception {
        System.out.printf("%-12s %8s %12s %10s %10s%n", "store", "clients", "accepted/s", "refused", "kept");
        var numbers = arguments.length < 2 ? List.of(16, 64, 128) : List.of(Integer.valueOf(arguments[1]));
        for (var clients : isWanted("sqlite", arguments) ? numbers : List.<Integer>of()) {
            var home = Files.createTempDirectory("kintsugi-accepted");
            run("sqlite", clients, home, "jdbc:sqlite:" + home.resolve("kintsugi.db"));
        }
        for (var clients : isWanted("postgresql", arguments) ? numbers : List.<Integer>of()) {
            var url = PostgresServer.database();
            run(
                    "postgresql",
                    clients,
                    Files.createTempDirectory("kintsugi-accepted"),
                    url,
                    "-Dkintsugi.store.kind=postgresql",
                    "-Dkintsugi.store.postgresql.url=" + url,
                    "-Dkintsugi.store.postgresql.username=postgres",
                    "-Dkintsugi.store.postgresql.password=postgres");
        }
        System.exit(0); // the server of PostgreSQL has threads of its own
    }

    private static boolean isWanted(String store, String... arguments) {
        return arguments.length == 0 || arguments[0].equals(store);
    }

    private static void run(String name, int clients, Path home, String url, String... more) throws Exception {
        var settings = new ArrayList<>(List.of(more));
        settings.add("-Dkintsugi.jobs.queue=1000000");
        settings.add("-Dkintsugi.retention.jobs=1000000"); // those that have ended are counted too
        settings.add("-Dkintsugi.device.concurrency=1");
        var vertx = Vertx.vertx();
        try (var service = PackagedService.start(Kind.JVM, home, settings.toArray(String[]::new))) {
            service.awaitOk("/q/health/ready");
            var bench = new AcceptedBench(
                    vertx.createHttpClient(
                            new HttpClientOptions().setKeepAlive(true), new PoolOptions().setHttp1MaxSize(clients)),
                    service.url().getPort());
            for (int i = 0; i < clients; i++) {
                bench.next();
            }
            bench.warmUp();
            var before = bench.accepted.get();
            var begun = System.nanoTime();
            TimeUnit.SECONDS.sleep(SECONDS);
            var rate = (bench.accepted.get() - before) * 1e9 / (System.nanoTime() - begun);
            bench.ending = true;
            service.kill();
            var kept = kept(url);
            System.out.printf(
                    "%-12s %8d %12.0f %10d %s%n",
                    name,
                    clients,
                    rate,
                    bench.refused.get(),
                    kept >= bench.accepted.get() ? "all" : "LOST " + (bench.accepted.get() - kept));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    /** Until it does not become faster any more. */
    private void warmUp() throws InterruptedException {
        var best = 0.0;
        var slower = 0;
        for (int s = 0; slower < 2 && s < LONGEST_WARM_UP_S; s += WINDOW_S) {
            var before = accepted.get();
            TimeUnit.SECONDS.sleep(WINDOW_S);
            var count = accepted.get() - before;
            slower = count > best * FASTER ? 0 : slower + 1;
            best = Math.max(best, count);
        }
    }

    private void next() {
        if (ending) {
            return;
        }
        client.request(HttpMethod.POST, port, "localhost", "/v1/jobs")
                .compose(request ->
                        request.putHeader("Content-Type", "application/json").send(BODY))
                .compose(response -> response.body().map(_ -> response.statusCode()))
                .onSuccess(status -> {
                    (status == 202 ? accepted : refused).incrementAndGet();
                    next();
                })
                .onFailure(_ -> next());
    }

    private static long kept(String url) throws Exception {
        try (var connection = url.startsWith("jdbc:sqlite")
                        ? DriverManager.getConnection(url)
                        : DriverManager.getConnection(url, "postgres", "postgres");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from job")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
