package dev.kintsugi.store.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.capacity.features.IdleFeatures;
import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.store.sql.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a bucket and a second place promise together, on a real server that is killed and comes back. */
abstract class BucketedContract extends ArtifactStoreContract {

    private static final byte[] CONTENT = "abc".getBytes();

    private S3Server server;

    /** Always the same second place. */
    abstract TieredArtifactStore store(Bucket bucket);

    /** Whether the second place has the content of {@link #DIGEST}. */
    abstract boolean isInTheSecondPlace();

    @BeforeEach
    void start() throws IOException {
        server = S3Server.shared();
    }

    @Override
    ArtifactStore store() {
        return fresh();
    }

    /** Of a process that does not know yet whether the bucket works. */
    private TieredArtifactStore fresh() {
        return store(new Bucket(server.store(), IdleFeatures.make()));
    }

    private Path object() {
        return server.folder().resolve("kintsugi").resolve(DIGEST);
    }

    @Test
    void whatIsInTheBucketIsNowhereElse() {
        fresh().put(CONTENT);
        assertThat(object()).hasContent("abc");
        assertThat(isInTheSecondPlace()).isFalse();
        fresh().delete(DIGEST);
        assertThat(object()).doesNotExist();
    }

    @Test
    void whatCannotBeWrittenToTheBucketIsInTheSecondPlaceUntilItCan() throws IOException {
        server.end();
        var store = fresh();
        assertThat(store.put(CONTENT)).isEqualTo(DIGEST);
        assertThat(store.get(DIGEST)).contains(CONTENT);
        assertThat(isInTheSecondPlace()).isTrue();
        assertThatThrownBy(store::works).isInstanceOf(StoreException.class);
        assertThatThrownBy(store::flush).isInstanceOf(StoreException.class);
        assertThat(store.get(DIGEST)).contains(CONTENT);
        server.start();
        assertThat(store.works()).isTrue();
        store.flush();
        assertThat(object()).hasContent("abc");
        assertThat(isInTheSecondPlace()).isFalse();
        assertThat(fresh().get(DIGEST)).contains(CONTENT);
    }

    @Test
    void nobodyWaitsTwiceForABucketThatIsKnownToFail() throws IOException {
        var before = fresh();
        before.put(CONTENT);
        server.end();
        assertThatThrownBy(() -> before.get(DIGEST)).isInstanceOf(StoreException.class);
        server.start(); // a probe would find it, but there is none
        assertThatThrownBy(() -> before.get(DIGEST)).isInstanceOf(StoreException.class);
        assertThat(fresh().get(DIGEST)).contains(CONTENT);
    }

    @Test
    void whatCannotBeDeletedIsThereStill() throws IOException {
        fresh().put(CONTENT);
        server.end();
        var store = fresh();
        assertThatThrownBy(() -> store.delete(DIGEST)).isInstanceOf(StoreException.class);
        server.start();
        assertThat(fresh().get(DIGEST)).contains(CONTENT);
        fresh().delete(DIGEST);
        assertThat(Files.exists(object())).isFalse();
    }
}
