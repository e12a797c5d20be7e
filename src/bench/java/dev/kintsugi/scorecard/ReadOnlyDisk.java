package dev.kintsugi.scorecard;

import java.io.IOException;

/** A file is damaged on a disk that nobody can write to any more. */
record ReadOnlyDisk(String file) implements Fault {

    @Override
    public void make(Stand stand) throws IOException, InterruptedException {
        new FileFault(file, FileFault.FLIP).make(stand);
        Disk.remount(stand.models(), "ro");
    }

    @Override
    public void mend(Stand stand) throws IOException, InterruptedException {
        Disk.remount(stand.models(), "rw");
        new FileFault(file, FileFault.FLIP).mend(stand);
    }
}
