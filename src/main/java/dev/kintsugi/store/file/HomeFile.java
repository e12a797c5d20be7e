package dev.kintsugi.store.file;

import dev.kintsugi.model.file.WriteFaultHook;
import dev.kintsugi.recovery.classification.CauseChain;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** A file in the home that is read at the start and replaced as a whole. */
public final class HomeFile {

    private final Path path;
    private final WriteFaultHook faultHook;

    public HomeFile(Path path, WriteFaultHook faultHook) {
        this.path = path;
        this.faultHook = faultHook;
    }

    public String name() {
        return String.valueOf(path.getFileName());
    }

    /** Its content; nothing if it is not there. */
    public Optional<byte[]> read() throws IOException {
        return Files.exists(path) ? Optional.of(Files.readAllBytes(path)) : Optional.empty();
    }

    /** Replaces the content. If that fails what was there before stays. */
    public void write(byte[] content) throws IOException {
        var partial = path.resolveSibling(name() + ".partial");
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.deleteIfExists(partial); // what a write that failed left takes room, and may be no file at all
        faultHook.pass(partial);
        Files.write(partial, content);
        Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Keeps what cannot be read under another name: the next write would replace what an operator may want to inspect.
     *
     * @param loss what that means
     */
    public void putAside(Exception unreadable, String loss) {
        var aside = path.resolveSibling(name() + ".broken");
        Log.warnf(
                "%s cannot be read and is kept as %s; %s: %s",
                name(), aside.getFileName(), loss, CauseChain.describe(unreadable));
        try {
            Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Log.warnf("%s cannot be put aside: %s", name(), CauseChain.describe(e));
        }
    }
}
