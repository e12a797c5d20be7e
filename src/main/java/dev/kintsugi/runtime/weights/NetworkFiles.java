package dev.kintsugi.runtime.weights;

import dev.kintsugi.model.file.FileFingerprint;
import java.nio.file.Path;

/**
 * A network on a disk: its file, and who vouches for the content of that and of the files that it refers to.
 * Every method may block for as long as the disk does.
 */
public interface NetworkFiles {

    /** The model that it belongs to, as people call it. */
    String name();

    /** The network's own file. Files with its weights are named in it, relative to its folder. */
    Path file();

    /**
     * Which file there is now, without reading it.
     *
     * @throws dev.kintsugi.recovery.failure.TypedException if it is missing or cannot be what it should be
     */
    FileFingerprint fingerprint(Path file);

    /**
     * Judges a file by what was read of it.
     *
     * @param sha256 of its whole content, in lower-case hexadecimal
     * @throws dev.kintsugi.recovery.failure.TypedException model_corruption_detected if the file should have another content
     */
    void accept(Path file, FileFingerprint fingerprint, String sha256);
}
