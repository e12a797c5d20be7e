package dev.kintsugi.model.file;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What is passed before a file is written. Faults of the disk that are injected happen here; a service without any has
 * the one that is {@link #OPEN}.
 */
@FunctionalInterface
public interface WriteFaultHook {

    /** Lets everything pass. */
    WriteFaultHook OPEN = file -> {};

    /**
     * Returns if the file may be written.
     *
     * @param file the one that is opened next, which still has its provisional name
     */
    void pass(Path file) throws IOException;
}
