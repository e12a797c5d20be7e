package dev.kintsugi.job;

/**
 * The content of an artifact.
 *
 * @param bytes the file's content
 * @param redrawn whether it was lost or damaged, and drawn again just now
 */
public record ArtifactContent(byte[] bytes, boolean redrawn) {

    /** The warning for a client that gets a regenerated artifact. */
    public static final String WARNING = "A picture was lost, damaged or out of reach, and was drawn again.";
}
