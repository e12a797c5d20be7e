package dev.kintsugi.job;

/**
 * The content of an artifact.
 *
 * @param bytes the file's content
 * @param regenerated whether it was lost or damaged, and computed again just now
 */
public record ArtifactContent(byte[] bytes, boolean regenerated) {

    /** The warning for a client that gets a regenerated artifact. */
    public static final String WARNING = "A result was lost, damaged or out of reach, and was computed again.";
}
