package dev.kintsugi.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.capacity.features.IdleFeatures;
import dev.kintsugi.job.support.JobLossesTest;
import dev.kintsugi.job.support.SupportTicket;
import dev.kintsugi.model.file.WriteFaultHook;
import dev.kintsugi.recovery.SettableClock;
import dev.kintsugi.store.artifacts.FallbackArtifactStore;
import dev.kintsugi.store.artifacts.FileArtifactStore;
import dev.kintsugi.store.jobs.FallbackJobStore;
import dev.kintsugi.store.jobs.SqlJobStore;
import dev.kintsugi.store.sql.StoreSettings.Synchronous;
import dev.kintsugi.store.sqlite.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostJobsTicketTest {

    @TempDir
    Path folder;

    private final ArrayList<SupportTicket> tickets = new ArrayList<>();

    @Test
    void aFileOfJobsThatIsGoneAtTheStartOpensOneTicketAndIsToldToThoseWhoAskForAJob() throws IOException {
        var losses = JobLossesTest.of(new SettableClock(), tickets);
        var file = folder.resolve("kintsugi.db");
        try (var store = open(file)) {
            assertThat(new StoreDependencies.Jobs(store, losses).problem()).isEmpty();
        }
        assertThat(tickets).isEmpty();
        Files.delete(file);
        try (var store = open(file)) {
            var probed = new StoreDependencies.Jobs(store, losses);
            assertThat(probed.problem()).isPresent();
            assertThat(probed.problem()).isPresent();
        }
        assertThat(tickets)
                .singleElement()
                .satisfies(ticket -> assertThat(ticket.failure().message()).contains("missing or empty"));
        assertThat(losses.hint()).contains("jobs were lost");
    }

    private FallbackJobStore open(Path file) {
        var artifacts = new FallbackArtifactStore(
                new FileArtifactStore(folder.resolve("artifacts"), WriteFaultHook.OPEN), IdleFeatures.make(), 1000);
        var database = SqliteDatabase.open(file, Synchronous.NORMAL, _ -> {});
        return new FallbackJobStore(new SqlJobStore(database), true, artifacts, IdleFeatures.make());
    }
}
