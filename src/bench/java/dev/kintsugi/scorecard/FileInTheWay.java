package dev.kintsugi.scorecard;

import dev.kintsugi.faults.ModelsFolder;
import java.io.IOException;

/** A file where a model has a folder: nothing can be read, and nothing be put back. */
final class FileInTheWay implements Fault {

    @Override
    public void make(Stand stand) throws IOException {
        new ModelsFolder(stand.models()).makeUnusable(Order.FULL);
    }

    @Override
    public void mend(Stand stand) throws IOException {
        new ModelsFolder(stand.models()).mend(Order.FULL);
    }
}
