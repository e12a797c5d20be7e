package dev.kintsugi.store.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.store.ArtifactStore;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What every {@link ArtifactStore} promises. */
abstract class ArtifactStoreContract {

    private static final byte[] CONTENT = "abc".getBytes(StandardCharsets.UTF_8);

    /** Of "abc", by FIPS 180-2, appendix B.1. */
    static final String DIGEST = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    /** An empty store. */
    abstract ArtifactStore store();

    @Test
    void findsContentByItsDigest() {
        var store = store();
        assertThat(store.put(CONTENT)).isEqualTo(DIGEST);
        assertThat(store.put(CONTENT)).isEqualTo(DIGEST);
        assertThat(store.get(DIGEST))
                .hasValueSatisfying(found -> assertThat(found).isEqualTo(CONTENT));
        assertThat(store.get("0".repeat(64))).isEmpty();
    }

    @Test
    void forgets() {
        var store = store();
        store.put(CONTENT);
        store.delete(DIGEST);
        store.delete(DIGEST);
        assertThat(store.get(DIGEST)).isEmpty();
    }
}
