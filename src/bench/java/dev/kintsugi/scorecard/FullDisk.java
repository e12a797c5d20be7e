package dev.kintsugi.scorecard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file is deleted and another one takes all the space there is, so that the first cannot be put back. */
record FullDisk(String file) implements Fault {

    private static final int BLOCK = 4096;

    @Override
    public void make(Stand stand) throws IOException {
        new FileFault(file, FileFault.DELETE).make(stand);
        try (var out = Files.newOutputStream(filler(stand))) {
            while (true) {
                out.write(new byte[BLOCK]);
            }
        } catch (IOException e) {
            var left = Files.getFileStore(stand.models()).getUsableSpace();
            if (left >= BLOCK) {
                throw new IOException("the disk is not full, " + left + " bytes are left", e);
            }
        }
    }

    @Override
    public void mend(Stand stand) throws IOException {
        Files.delete(filler(stand));
        new FileFault(file, FileFault.DELETE).mend(stand);
    }

    private static Path filler(Stand stand) {
        return stand.models().resolve("filler");
    }
}
