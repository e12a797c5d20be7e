package dev.kintsugi.faults.fault;

import dev.kintsugi.model.file.WriteFaultHook;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;

/** Leads what is written to a device that is always full (full(4)), by a link in the place of the file. */
@ApplicationScoped
@Typed(DiskFaults.class)
public class DiskFaults implements WriteFaultHook {

    static final Path FULL = Path.of("/dev/full");

    private final Faults faults;

    DiskFaults(Faults faults) {
        this.faults = faults;
    }

    @Override
    public void pass(Path file) throws IOException {
        if (leadsToFull(file)) {
            Files.delete(file);
        }
        for (var fault : faults.at(EnumSet.of(Boundary.DISK))) {
            if (!leadsToFull(file) && faults.hits(fault, InjectionPoint.writing(file))) {
                Files.deleteIfExists(file);
                Files.createSymbolicLink(file, FULL);
            }
        }
    }

    private static boolean leadsToFull(Path file) throws IOException {
        return Files.isSymbolicLink(file) && Files.readSymbolicLink(file).equals(FULL);
    }
}
