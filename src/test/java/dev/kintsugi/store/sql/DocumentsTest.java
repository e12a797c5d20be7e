package dev.kintsugi.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.Jobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What was kept by an earlier version is read by this one. */
class DocumentsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path GOLDEN = Path.of("src/test/resources/golden/job-v1.json");

    private final Job job = Jobs.ended(new Random(1));

    @Test
    void readsWhatWasKeptByVersionOne() throws IOException {
        var golden = JSON.readTree(Files.readString(GOLDEN));
        var read = Documents.job(
                new JobId(golden.path("id").asText()),
                golden.path("attempt").asInt(),
                golden.path("accepted").toString(),
                golden.path("status").toString());
        assertThat(read).isEqualTo(job);
    }

    @Test
    void writesTheSame() throws IOException {
        var golden = JSON.readTree(Files.readString(GOLDEN));
        assertThat(JSON.readTree(Documents.accepted(job))).isEqualTo(golden.path("accepted"));
        assertThat(JSON.readTree(Documents.status(job.state()))).isEqualTo(golden.path("status"));
    }

    @Test
    void refusesADocumentOfANewerVersion() {
        var newer = Documents.status(job.state()).replace("\"version\":1", "\"version\":2");
        assertThatThrownBy(() -> Documents.job(job.id(), 1, Documents.accepted(job), newer))
                .hasMessageContaining("version 2");
    }
}
