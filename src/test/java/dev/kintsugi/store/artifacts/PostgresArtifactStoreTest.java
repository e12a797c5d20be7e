package dev.kintsugi.store.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.job.store.StoreFaultHook;
import dev.kintsugi.store.postgres.PostgresDatabase;
import dev.kintsugi.store.sql.Database;
import dev.kintsugi.store.sql.PostgresServer;
import dev.kintsugi.store.sql.Sql;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class PostgresArtifactStoreTest extends ArtifactStoreContract {

    private Database database;

    @Override
    ArtifactStore store() {
        try {
            database = PostgresDatabase.at(
                    PostgresServer.settings(PostgresServer.database()), StoreFaultHook.OPEN, Clock.systemUTC());
            return new PostgresArtifactStore(database);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsDamagedIsWholeAgainWhenItIsPutOnceMore() {
        var store = store();
        var digest = store.put(new byte[] {1, 2, 3});
        database.write(connection -> Sql.change(
                connection, "update artifact set content = ? where digest = ?", new byte[] {1, 2, 4}, digest));
        assertThat(store.get(digest)).isEmpty();
        store.put(new byte[] {1, 2, 3});
        assertThat(store.get(digest)).contains(new byte[] {1, 2, 3});
    }

    @AfterEach
    void close() {
        database.close();
    }
}
