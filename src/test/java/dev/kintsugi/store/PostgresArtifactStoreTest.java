package dev.kintsugi.store;

import dev.kintsugi.job.ArtifactStore;
import dev.kintsugi.job.StoreGate;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class PostgresArtifactStoreTest extends ArtifactStoreContract {

    private Database database;

    @Override
    ArtifactStore store() {
        try {
            database = PostgresDatabase.at(
                    PostgresServer.settings(PostgresServer.database()), StoreGate.OPEN, Clock.systemUTC());
            return new PostgresArtifactStore(database);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() {
        database.close();
    }
}
