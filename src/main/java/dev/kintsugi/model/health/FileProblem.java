package dev.kintsugi.model.health;

import java.util.Locale;

/** What is wrong with a file of a model. */
public enum FileProblem {
    /** There is nothing under its name. */
    FILE_MISSING,
    /** There is something else than a file, or a file with another size or content than it should have. */
    CHECKSUM_MISMATCH,
    /** It is a network that ends too soon or is no ONNX file. */
    INVALID_FORMAT,
    /** The service may not read it. */
    PERMISSION_ERROR,
    /** The disk does not give it. */
    DISK_ERROR;

    /** The name on the wire, in snake case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
