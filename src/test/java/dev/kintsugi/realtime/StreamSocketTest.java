package dev.kintsugi.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs can be submitted, followed, left, found again and stopped over one connection or several. */
@QuarkusTest
class StreamSocketTest {

    private static final String QUICK = "{'prompt':'a red star','size':'128x128','steps':8,'seed':7}";
    private static final String SLOW = "{'prompt':'a red star','size':'512x512','steps':100,'seed':7}";

    @TestHTTPResource("/v1/stream")
    URI http;

    private StreamClient client;
    private StreamClient other;

    @BeforeEach
    void connect() throws InterruptedException {
        client = new StreamClient(url());
        other = StreamClient.greeted(url());
    }

    @AfterEach
    void disconnect() {
        client.close();
        other.close();
    }

    @Test
    void greetsFirst() throws InterruptedException {
        var hello = client.next("hello");
        assertThat(hello.at("/data/server").asText()).isEqualTo("kintsugi");
        assertThat(hello.at("/data/accepts"))
                .extracting(JsonNode::asText)
                .contains("submit", "subscribe", "unsubscribe", "cancel", "ping");
    }

    @Test
    void tellsOfAJobFromTheQueueToThePicture() throws Exception {
        client.next("hello");
        var job = client.submit(QUICK);
        var live = client.until("job.completed");
        assertThat(numbers(live)).isSorted().doesNotHaveDuplicates();
        var events = StreamClient.storyOf(job); // steps may be left out of what is live
        assertThat(events).containsAll(live);
        assertThat(events).extracting(event -> event.path("job").asText()).containsOnly(job);
        assertThat(types(events)).startsWith("job.queued", "job.started", "job.progress");
        assertThat(types(events).subList(2, events.size() - 1)).containsOnly("job.progress");
        assertThat(numbers(events))
                .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(events.getFirst().at("/data/position").isNumber()).isTrue();

        var steps =
                events.stream().filter(event -> event.at("/data").has("step")).toList();
        assertThat(steps).extracting(step -> step.at("/data/step").asInt()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(steps).extracting(step -> step.at("/data/total").asInt()).containsOnly(8);
        assertThat(steps)
                .extracting(step -> step.at("/data/percent").asInt())
                .isSorted()
                .endsWith(100);

        var done = events.getLast();
        assertPicture(done.at("/data/images/0/b64_json").asText());
        assertThat(done.at("/data/images/0/size").asText()).isEqualTo("128x128");
        assertThat(done.at("/data/images/0/seed").asLong()).isEqualTo(7);
        assertThat(done.at("/data/kintsugi/job").asText()).isEqualTo(job);
    }

    @Test
    void showsPreviewsWhereTheyAreAskedFor() throws Exception {
        client.next("hello");
        client.submit("{'prompt':'a red star','size':'128x128','steps':8,'previews':3}");
        var previews = client.until("job.completed").stream()
                .filter(event -> event.at("/data").has("preview"))
                .toList();
        assertThat(previews).hasSize(3);
        for (var preview : previews) {
            var png = Base64.getDecoder().decode(preview.at("/data/preview").asText());
            assertThat(ImageIO.read(new ByteArrayInputStream(png))).isNotNull();
        }
    }

    @Test
    void showsPreviewsAsBinaryFramesToWhomWantsThem() throws Exception {
        client.next("hello");
        client.say("{'type':'submit','binary':true,'data':"
                + "{'prompt':'a red star','size':'128x128','steps':8,'previews':3}}");
        var job = client.next("ack").path("job").asText();
        var events = client.until("job.completed");
        var previews = events.stream().filter(event -> event.has("binary")).toList();
        assertThat(previews).hasSize(3);
        for (var preview : previews) {
            assertThat(preview.path("type").asText()).isEqualTo("job.progress");
            assertThat(preview.path("job").asText()).startsWith("job_");
            assertThat(preview.at("/data/media_type").asText()).isEqualTo("image/png");
            assertThat(ImageIO.read(
                            new ByteArrayInputStream(preview.path("binary").binaryValue())))
                    .isNotNull();
        }
        assertThat(events)
                .extracting(event -> event.path("seq").asLong())
                .isSorted()
                .doesNotHaveDuplicates();
        client.say("{'type':'subscribe','job':'" + job + "','binary':'yes'}");
        assertThat(client.next("error").at("/data/field_errors/0/field").asText())
                .isEqualTo("binary");
    }

    @Test
    void saysWhatItDoesNotKnowOfASubmission() throws Exception {
        client.next("hello");
        client.say("{'type':'submit','data':{'prompt':'a red star','size':'64x64','steps':2,'stepz':3}}");
        assertThat(client.next("ack").at("/data/warnings/0").asText()).contains("stepz");
        client.until("job.completed");
    }

    @Test
    void repeatsWhatAConnectionHasNotHeardYet() throws Exception {
        client.next("hello");
        var job = client.submit("{'prompt':'a red star','size':'128x128','steps':60}");
        var live = client.until(event -> event.path("seq").asLong() >= 5);
        follow(other, job, 3);
        var during = other.until("job.completed");
        live.addAll(client.until("job.completed"));
        var all = StreamClient.storyOf(job); // steps may be left out of what is live
        assertThat(all).containsAll(live).containsAll(during);
        assertThat(numbers(during)).isSorted().doesNotHaveDuplicates().first().isEqualTo(4L);
        assertThat(withoutSteps(during)).isEqualTo(withoutSteps(after(3, all)));
        assertThat(withoutSteps(live)).isEqualTo(withoutSteps(all));

        var last = numbers(all).getLast();
        follow(other, job, last - 2);
        assertThat(other.until("job.completed")).isEqualTo(after(last - 2, all));
        follow(other, job, 0);
        assertThat(other.until("job.completed")).isEqualTo(all);
        for (int i = 0; i < 10; i++) { // what is wrong may come after the answer to the ping
            follow(other, job, last);
            assertThat(other.ping("nothing more")).isEmpty();
        }
    }

    @Test
    void stopsAJobThatIsCancelled() throws Exception {
        client.next("hello");
        var job = client.submit(SLOW);
        client.until(event -> event.at("/data").has("step"));
        var began = Instant.now();
        other.say("{'type':'cancel','id':'stop','job':'" + job + "'}");
        assertThat(other.next("ack").path("id").asText()).isEqualTo("stop");
        var last = client.until("job.failed").getLast();
        assertThat(last.at("/data/code").asText()).isEqualTo("cancelled");
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(60));
        assertThat(client.ping("nothing more")).isEmpty();
    }

    @Test
    void tellsNoMoreAfterUnsubscribe() throws Exception {
        client.next("hello");
        var job = client.submit(SLOW);
        follow(other, job, 0);
        client.until(event -> event.at("/data").has("step"));
        client.say("{'type':'unsubscribe','id':'enough','job':'" + job + "'}");
        client.until(event -> event.path("id").asText().equals("enough"));
        client.ping("what was on its way has arrived");
        other.until(event -> event.at("/data").has("step"));
        other.say("{'type':'cancel','job':'" + job + "'}");
        other.until("job.failed");
        assertThat(client.ping("nothing more")).isEmpty();
    }

    @Test
    void goesOnWithAJobWhoseConnectionIsClosed() throws Exception {
        client.next("hello");
        var job = client.submit("{'prompt':'a red star','size':'128x128','steps':60}");
        client.until("job.started");
        client.close();
        follow(other, job, 0);
        assertPicture(other.until("job.completed")
                .getLast()
                .at("/data/images/0/b64_json")
                .asText());
    }

    private URI url() {
        return URI.create(http.toString().replaceFirst("^http", "ws"));
    }

    private static void follow(StreamClient client, String job, long after) throws InterruptedException {
        client.say("{'type':'subscribe','id':'follow','job':'" + job + "','after':" + after + "}");
        assertThat(client.next("ack").path("job").asText()).isEqualTo(job);
    }

    private static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.path("type").asText()).toList();
    }

    private static List<JsonNode> after(long number, List<JsonNode> events) {
        return events.stream()
                .filter(event -> event.path("seq").asLong() > number)
                .toList();
    }

    /** A reader that lags is spared those that are out of date. */
    private static List<JsonNode> withoutSteps(List<JsonNode> events) {
        return events.stream().filter(event -> !event.at("/data").has("step")).toList();
    }

    private static List<Long> numbers(List<JsonNode> events) {
        return events.stream().map(event -> event.path("seq").asLong()).toList();
    }

    private static void assertPicture(String base64) throws IOException {
        var picture = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
        assertThat(picture).isNotNull();
        assertThat(picture.getWidth()).isEqualTo(128);
    }
}
