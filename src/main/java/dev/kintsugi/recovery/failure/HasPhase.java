package dev.kintsugi.recovery.failure;

/** An exception that knows in which phase of an operation it was thrown. */
public interface HasPhase {

    /** The phase's name, for example {@code decode}. */
    String phase();
}
