package dev.kintsugi.pipeline.network;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.file.FileFingerprint;
import dev.kintsugi.model.health.Integrity;
import dev.kintsugi.model.onnx.OnnxHeader;
import dev.kintsugi.model.repository.FirstUseHashes;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.session.Sessions;
import dev.kintsugi.runtime.session.Sessions.Lease;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens single networks of models; every file is verified before it is used. Nothing here waits longer for a disk than a check of a file may take. */
@ApplicationScoped
public class VerifiedNetworks {

    private record Checked(String what, Path folder, String path) {}

    private final Integrity integrity;
    private final Sessions sessions;
    private final FirstUseHashes firstUse;
    private final VerifiedFiles.Contents contents = new VerifiedFiles.Contents();

    public VerifiedNetworks(Integrity integrity, Sessions sessions, FirstUseHashes firstUse) {
        this.integrity = integrity;
        this.sessions = sessions;
        this.firstUse = firstUse;
    }

    /**
     * How the file of a network is now.
     *
     * @throws dev.kintsugi.recovery.failure.TypedException what is wrong with it
     */
    public FileFingerprint inspect(Model model, String path) {
        return sessions.fileChecks()
                .at(
                        new Checked("network", model.folder(), path),
                        model.id().value(),
                        FileFingerprint.class,
                        () -> integrity.inspect(model, path));
    }

    /** What the file of a network says of itself; empty if it cannot be read, which loading it tells. */
    @SuppressWarnings("unchecked") // what is checked says what is found
    public Optional<OnnxHeader> header(Model model, String path) {
        return (Optional<OnnxHeader>) sessions.fileChecks()
                .at(
                        new Checked("header", model.folder(), path),
                        model.id().value(),
                        Optional.class,
                        () -> OnnxHeader.read(model.path(path)));
    }

    /** A session of a network; waits for it as long as the run may. */
    public Lease lease(Model model, String path, Device device, @Nullable RunHandle handle) {
        return sessions.lease(new VerifiedFiles(integrity, contents, firstUse, model, path), device, handle);
    }

    public boolean isLoaded(Model model, String path, Device device) {
        return sessions.isLoaded(model.path(path), device);
    }
}
