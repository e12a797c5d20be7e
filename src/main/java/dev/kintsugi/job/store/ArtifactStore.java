package dev.kintsugi.job.store;

import java.util.Optional;

/**
 * Keeps what jobs made, by its content: the same bytes are kept once. {@code ArtifactStoreContract} in the tests says what
 * every implementation promises. Calls block and come from any thread.
 */
public interface ArtifactStore {

    /**
     * Keeps bytes; when it returns they survive the end of the process.
     *
     * @return their SHA-256, lower-case hexadecimal: the name under which they are found
     */
    String put(byte[] content);

    /** The bytes of this name; nothing if they are not kept (any more), or are damaged. */
    Optional<byte[]> get(String digest);

    /** Deletes the bytes of this name, if they are there. */
    void delete(String digest);
}
