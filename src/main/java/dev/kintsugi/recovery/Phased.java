package dev.kintsugi.recovery;

/** An exception that knows in which phase of an operation it was thrown. */
public interface Phased {

    /** The phase's name, for example {@code decode}. */
    String phase();
}
