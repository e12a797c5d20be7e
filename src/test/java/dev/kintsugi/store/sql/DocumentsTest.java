package dev.kintsugi.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.MediaType;
import dev.kintsugi.pipeline.Progress;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was written by an earlier version is read by this one; what a newer one wrote is refused, not taken for damaged. */
class DocumentsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Job job = Jobs.ended(new Random(1));

    private static JsonNode golden(int version) throws IOException {
        return JSON.readTree(Files.readString(Path.of("src/test/resources/golden/job-v" + version + ".json")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void readsAJobOfEveryVersion(int version) throws IOException {
        var golden = golden(version);
        var read = Documents.job(
                new JobId(golden.path("id").asText()),
                golden.path("attempt").asInt(),
                golden.path("accepted").toString(),
                golden.path("status").toString());
        assertThat(read).isEqualTo(job);
    }

    @Test
    void writesTheNewestVersion() throws IOException {
        var golden = golden(2);
        assertThat(JSON.readTree(Documents.accepted(job))).isEqualTo(golden.path("accepted"));
        assertThat(JSON.readTree(Documents.status(job))).isEqualTo(golden.path("status"));
    }

    @Test
    void keepsTheDeadlineThatWasAskedForOfAJobThatIsResumedAfterIt() throws IOException {
        assertThat(JSON.readTree(Documents.accepted(job)).path("order").has("asked"))
                .isFalse();
        var resumed = Jobs.queued(new Random(1)).resumed(JobState.accepted(), Jobs.NOW.plus(Duration.ofDays(1)));
        var read = Documents.job(resumed.id(), 0, Documents.accepted(resumed), Documents.status(resumed));
        assertThat(read).isEqualTo(resumed);
        assertThat(read.order().within(read.created())).contains(Duration.ofSeconds(300));
    }

    @Test
    void readsWhyAJobWaitsAndOldProgramsReadOnThatItDoes() throws IOException {
        var postponement = new JobState.Postponement(new ModelId("toy"), Jobs.NOW.plusSeconds(9));
        var running = Jobs.queued(new Random(1)).begun(Jobs.NOW);
        var waiting = running.postponed(((JobState.Running) running.state()).postpone(postponement));
        var status = Documents.status(waiting);
        assertThat(Documents.job(waiting.id(), 0, Documents.accepted(waiting), status))
                .isEqualTo(waiting);
        assertThat(JSON.readTree(status).path("version").asInt()).isEqualTo(2);
        assertThat(JSON.readTree(Documents.status(Jobs.queued(new Random(1)))))
                .as("others are written as before")
                .isEqualTo(JSON.readTree("{\"version\":2,\"state\":{\"kind\":\"queued\"}}"));
        var told = new JobEvent(
                job.id(), 7, Jobs.NOW, new JobEvent.Queued(0, Optional.empty(), Optional.of(postponement)));
        assertThat(Documents.event(job.id(), 7, Documents.event(told))).isEqualTo(told);
    }

    @Test
    void readsEventsOfVersionOne() {
        assertThat(progressOfVersionOne("{'kind':'step','stage':'DENOISE','image':1,'images':2,'step':3,'steps':4}"))
                .isEqualTo(new Progress.Step("denoise", 1, 2, 3, 4));
        assertThat(progressOfVersionOne("{'kind':'stage_done','stage':'ENCODE','image':0,'took':'PT1S'}"))
                .isEqualTo(new Progress.StageDone("encode", 0, Duration.ofSeconds(1)));
        assertThat(progressOfVersionOne("{'kind':'resumed','stage':'DECODE','image':1}"))
                .isEqualTo(new Progress.Resumed("decode", 1));
        assertThat(progressOfVersionOne("{'kind':'preview','image':1,'index':2,'png':'AQI='}"))
                .usingRecursiveComparison()
                .isEqualTo(new Progress.Preview("denoise", 1, 2, MediaType.PNG, new byte[] {1, 2}));
        assertThat(progressOfVersionOne("{'kind':'warning','text':'image'}")).isEqualTo(new Progress.Warning("image"));
    }

    private Progress progressOfVersionOne(String progress) {
        var document = "{'version':1,'at':'2026-01-01T00:00:00Z','what':{'kind':'progressed','eta':null,'progress':"
                + progress + "}}";
        var event = Documents.event(job.id(), 1, document.replace('\'', '"'));
        return ((JobEvent.Progressed) event.what()).progress();
    }

    @Test
    void readsEveryProgressThatItWrites() {
        for (var progress : List.of(
                new Progress.Step("denoise", 0, 1, 1, 4),
                new Progress.Delta(0, "once upon"),
                new Progress.StageDone("encode", 0, Duration.ofMillis(5)),
                new Progress.Resumed("encode", 0),
                new Progress.Warning("look out"))) {
            var event = new JobEvent(job.id(), 7, Jobs.NOW, new JobEvent.Progressed(progress, Optional.empty()));
            assertThat(Documents.event(job.id(), 7, Documents.event(event))).isEqualTo(event);
        }
    }

    @Test
    void refusesADocumentOfANewerVersion() {
        var newer = Documents.status(job).replace("\"version\":2", "\"version\":4");
        assertThatThrownBy(() -> Documents.job(job.id(), 1, Documents.accepted(job), newer))
                .hasMessageContaining("version 4")
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(Documents.isNewer(e)).isTrue());
    }

    @Test
    void refusesAKindThatItDoesNotKnow() {
        var other = Documents.accepted(job).replace("\"kind\":\"image\"", "\"kind\":\"hologram\"");
        assertThatThrownBy(() -> Documents.job(job.id(), 1, other, Documents.status(job)))
                .hasMessageContaining("hologram")
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(Documents.isNewer(e)).isTrue());
    }

    @Test
    void givesTensorsAVersionOfTheirOwnAndLeavesThatOfPictures() throws IOException {
        var tensor = Jobs.tensor(new Random(1));
        assertThat(JSON.readTree(Documents.accepted(tensor)).path("version").asInt())
                .isEqualTo(3);
        assertThat(JSON.readTree(Documents.accepted(job)).path("version").asInt())
                .isEqualTo(2);
        assertThat(Documents.version(tensor)).isEqualTo(3);
        assertThat(Documents.version(job)).isEqualTo(2);
        assertThat(Documents.job(tensor.id(), 0, Documents.accepted(tensor), Documents.status(tensor)))
                .isEqualTo(tensor);
    }

    @Test
    void allThatTheKindsAreWrittenWithIsRegisteredForTheNativeImage() {
        assertThat(DocumentKinds.class
                        .getAnnotation(RegisterForReflection.class)
                        .targets())
                .contains(DocumentKinds.class.getDeclaredClasses());
    }
}
