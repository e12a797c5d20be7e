package dev.kintsugi.store.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.store.sql.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class S3ArtifactStoreTest extends ArtifactStoreContract {

    private S3Server server;

    @BeforeEach
    void start() throws IOException {
        server = S3Server.shared();
    }

    @Override
    ArtifactStore store() {
        return server.store();
    }

    @Test
    void givesNothingThatWasDamagedAndPutsItRight() throws IOException {
        var store = store();
        store.put("abc".getBytes());
        var object = server.folder().resolve("kintsugi").resolve(DIGEST);
        assertThat(object).hasContent("abc");
        Files.writeString(object, "abd");
        assertThat(store.get(DIGEST)).isEmpty();
        store.put("abc".getBytes());
        assertThat(store.get(DIGEST)).contains("abc".getBytes());
    }

    @Test
    void aKeyWithoutItsSecretIsToldAtOnce() {
        assertThatThrownBy(() -> server.storeWithoutSecret()).hasMessageContaining("kintsugi.store.s3.secret-key");
    }

    @Test
    void saysSoWhereItMayNotOrTheBucketIsNotThere() {
        assertThatThrownBy(() -> server.store(S3Server.BUCKET, "another").put(new byte[1]))
                .isInstanceOf(StoreException.class);
        assertThat(server.store(S3Server.BUCKET, "another").get(DIGEST))
                .as("S3 says forbidden of what is missing, to whoever may not list")
                .isEmpty();
        assertThatThrownBy(() -> server.store("elsewhere", "its secret").get(DIGEST))
                .isInstanceOf(StoreException.class);
    }
}
