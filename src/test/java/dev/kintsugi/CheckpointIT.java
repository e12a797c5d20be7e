package dev.kintsugi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.realtime.StreamClient;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job whose process was killed does not compute anew what it had finished, and ends with the same pictures. */
class CheckpointIT {

    private static final String BODY = "{'prompt':'a red star','n':2,'size':'256x256','steps':20,'seed':11}";

    @TempDir
    Path home;

    private ServiceProcess service;

    @BeforeEach
    void start() throws Exception {
        service = new ServiceProcess(home, "-Dkintsugi.jobs.checkpoint-after=100ms", "-Dkintsugi.result-cache.bytes=0");
        service.start();
    }

    @AfterEach
    void close() throws InterruptedException {
        service.close();
    }

    @Test
    void goesOnAfterThePictureThatWasFinished() throws Exception {
        String job;
        try (var client = StreamClient.greeted(service.stream())) {
            client.say("{'type':'submit','data':" + BODY + "}");
            job = client.next("ack").path("job").asText();
            JsonNode event;
            do {
                event = client.until("job.progress").getLast();
            } while (event.at("/data/image").asInt() != 1
                    || event.at("/data/step").asInt() != 3);
        }
        service.kill();
        service.start();
        var story = story(job);
        var second = story.stream()
                .dropWhile(event -> event.at("/data/resumed").isMissingNode())
                .toList();
        assertThat(second.getFirst().at("/data/phase").asText()).isEqualTo("denoise");
        assertThat(second.getFirst().at("/data/image").asInt()).isZero();
        assertThat(second)
                .filteredOn(event -> event.at("/data/step").asInt() > 0)
                .as("no step of the first picture was computed again")
                .isNotEmpty()
                .allMatch(event -> event.at("/data/image").asInt() == 1);

        var undisturbed = service.post("/v1/images/generations", BODY);
        assertThat(story.getLast().at("/data/images/0/b64_json")).isEqualTo(undisturbed.at("/data/0/b64_json"));
        assertThat(story.getLast().at("/data/images/1/b64_json")).isEqualTo(undisturbed.at("/data/1/b64_json"));
    }

    private List<JsonNode> story(String job) throws InterruptedException {
        try (var client = StreamClient.greeted(service.stream())) {
            client.say("{'type':'subscribe','job':'" + job + "','after':0}");
            client.next("ack");
            return client.until("job.completed");
        }
    }
}
