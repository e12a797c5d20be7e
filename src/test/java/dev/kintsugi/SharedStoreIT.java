package dev.kintsugi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.realtime.StreamClient;
import dev.kintsugi.store.sql.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three services that share a real PostgreSQL. With {@code -Dkills=50} one of them is killed (SIGKILL) as often as that.
 */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedStoreIT {

    private static final int KILLS = Integer.getInteger("kills", 3);
    private static final int LATEST_MS = 400;
    private static final int JOBS = 4;

    @TempDir
    static Path home;

    private final List<ServiceProcess> services = new ArrayList<>();
    private final Random random = new Random(KILLS);

    @BeforeAll
    void start() throws Exception {
        var database = PostgresServer.database();
        for (int i = 0; i < 3; i++) {
            services.add(new ServiceProcess(
                    home.resolve("instance" + i),
                    "-Dkintsugi.store.kind=postgresql",
                    "-Dkintsugi.store.postgresql.url=" + database,
                    "-Dkintsugi.store.postgresql.username=postgres",
                    "-Dkintsugi.store.postgresql.password=postgres",
                    "-Dkintsugi.device.concurrency=1",
                    "-Dkintsugi.jobs.queue=1000",
                    "-Dkintsugi.jobs.attempts=20",
                    "-Dkintsugi.jobs.heartbeat=1s",
                    "-Dkintsugi.jobs.lease=1900ms"));
            services.getLast().begin();
        }
        services.forEach(ServiceProcess::awaitStart);
    }

    @AfterAll
    void close() throws Exception {
        for (var service : services) {
            service.close();
        }
    }

    @Test
    void shareTheWorkAndTellOfEachOthersJobs() throws Exception {
        var one = services.get(0);
        var other = services.get(1);
        var before = drawn(one);
        var jobs = new ArrayList<String>();
        for (int i = 0; i < 6; i++) {
            jobs.add(submitted(one, i, "256x256", 40));
        }
        for (var job : jobs) {
            var here = story(other, job);
            assertThat(withoutSteps(story(one, job))).isEqualTo(withoutSteps(here));
            assertThat(here.getLast().at("/data/images/0/b64_json").asText()).isNotEmpty();
        }
        assertThat(drawn(one) - before)
                .as("jobs that the first drew, to which all were given")
                .isBetween(1.0, 5.0);

        var waited = one.post("/v1/jobs", "{'prompt':'a red star','size':'64x64','steps':4,'seed':77}");
        assertThat(other.get("/v1/jobs/" + waited.path("id").asText()).path("id"))
                .isEqualTo(waited.path("id"));
    }

    @Test
    void previewsAreToldElsewhereToo() throws Exception {
        var job = services.get(0)
                .post("/v1/jobs", "{'prompt':'a red star','size':'512x512','steps':60,'seed':3,'previews':3}")
                .path("id")
                .asText();
        try (var client = StreamClient.greeted(services.get(1).stream());
                var other = StreamClient.greeted(services.get(2).stream())) {
            for (var one : List.of(client, other)) { // one of them at least does not draw it
                one.say("{'type':'subscribe','job':'" + job + "','after':0}");
                var preview =
                        one.until(event -> event.at("/data").has("preview")).getLast();
                assertThat(Base64.getDecoder()
                                .decode(preview.at("/data/preview").asText()))
                        .startsWith(0x89, 'P', 'N', 'G');
            }
            client.say("{'type':'cancel','job':'" + job + "'}");
            client.until("job.failed");
        }
    }

    @Test
    void whoWaitsWhereAllIsBusyIsAnsweredByOthers() throws Exception {
        var busy = services.get(0);
        var keeps = submitted(busy, 5, "512x512", 100);
        Awaitility.await().until(() -> state(busy, keeps).equals("running"));
        var answer = busy.post("/v1/images/generations", "{'prompt':'a red star','size':'64x64','steps':4,'seed':6}");
        assertThat(answer.at("/data/0/b64_json").asText()).isNotEmpty();
        assertThat(state(busy, keeps)).as("what keeps the first busy").isEqualTo("running");
        busy.send(java.net.http.HttpRequest.newBuilder(busy.at("/v1/jobs/" + keeps))
                .DELETE());
    }

    private static String state(ServiceProcess service, String job) throws Exception {
        return service.get("/v1/jobs/" + job).path("state").asText();
    }

    @Test
    void aJobIsCancelledFromElsewhere() throws Exception {
        var job = submitted(services.get(0), 1, "512x512", 100);
        try (var client = StreamClient.greeted(services.get(1).stream())) {
            client.say("{'type':'subscribe','job':'" + job + "','after':0}");
            client.until("job.progress");
            client.say("{'type':'cancel','job':'" + job + "'}");
            assertThat(client.until("job.failed").getLast().at("/data/code").asText())
                    .isEqualTo("cancelled");
        }
        for (var service : services) {
            assertThat(service.get("/v1/jobs/" + job).path("state").asText()).isEqualTo("cancelled");
        }
    }

    @Test
    void loseNoJobAndGiveEachResultOnceWhateverIsKilled() throws Exception {
        var accepted = new ArrayList<String>();
        for (int round = 0; round < KILLS; round++) {
            for (int i = 0; i < JOBS; i++) {
                accepted.add(submitted(services.get(random.nextInt(3)), accepted.size(), "64x64", 30));
            }
            TimeUnit.MILLISECONDS.sleep(random.nextInt(LATEST_MS)); // at any moment of whatever it does
            var victim = services.get(round % 3);
            victim.kill();
            victim.begin();
            if (round % 3 == 2) {
                services.forEach(ServiceProcess::awaitStart);
            } else {
                victim.awaitStart();
            }
        }
        Awaitility.await("nothing waits or runs any more")
                .atMost(Duration.ofMinutes(5))
                .until(() -> open("queued") + open("running") == 0);
        var pictures = new HashMap<String, String>();
        for (var job : accepted) {
            assertThat(state(services.get(0), job)).as(job).isEqualTo("completed");
            var story = story(services.get(random.nextInt(3)), job);
            assertThat(story)
                    .filteredOn(event -> event.path("type").asText().equals("job.completed"))
                    .as(job)
                    .hasSize(1);
            assertThat(story)
                    .extracting(event -> event.path("seq").asLong())
                    .isSorted()
                    .doesNotHaveDuplicates();
            pictures.put(job, story.getLast().at("/data/images/0/b64_json").asText());
        }
        assertThat(pictures.values()).doesNotHaveDuplicates().noneMatch(String::isEmpty);
    }

    private int open(String state) throws Exception {
        return services.get(0)
                .get("/v1/jobs?limit=100&state=" + state)
                .path("jobs")
                .size();
    }

    @Test
    void aRollingRestartIsNotNoticed() throws Exception {
        var accepted = new ArrayList<String>();
        for (var service : services) {
            for (int i = 0; i < 4; i++) {
                accepted.add(submitted(service, accepted.size(), "128x128", 30));
            }
            service.end();
            service.start();
        }
        for (var job : accepted) {
            Awaitility.await(job)
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> services.get(0)
                            .get("/v1/jobs/" + job)
                            .path("state")
                            .asText()
                            .equals("completed"));
            assertThat(services.get(0).get("/v1/jobs/" + job).path("attempt").asInt(1))
                    .as("none was begun twice")
                    .isEqualTo(1);
        }
    }

    private static String submitted(ServiceProcess service, int seed, String size, int steps) throws Exception {
        return service.post(
                        "/v1/jobs",
                        "{'prompt':'a red star','size':'" + size + "','steps':" + steps + ",'seed':" + seed + "}")
                .path("id")
                .asText();
    }

    /** All that is told of a job until it is complete. */
    private static List<JsonNode> story(ServiceProcess service, String job) throws InterruptedException {
        try (var client = StreamClient.greeted(service.stream())) {
            client.say("{'type':'subscribe','job':'" + job + "','after':0}");
            client.next("ack");
            return client.until("job.completed");
        }
    }

    /** How many jobs a service has completed since it was started. */
    private static double drawn(ServiceProcess service) throws Exception {
        return service.send(java.net.http.HttpRequest.newBuilder(service.at("/q/metrics")))
                .body()
                .lines()
                .filter(line -> line.startsWith("kintsugi_job_duration_seconds_count{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Only the instance that computes a job knows all its steps. */
    private static List<JsonNode> withoutSteps(List<JsonNode> story) {
        return story.stream().filter(event -> !event.at("/data").has("step")).toList();
    }
}
