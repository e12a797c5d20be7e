package dev.kintsugi.ops.alert;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.file.WriteFaultHook;
import dev.kintsugi.recovery.classification.CauseChain;
import dev.kintsugi.store.file.HomeFile;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;

/**
 * Keeps the alerts that are firing in {@code alerts.json} in the home, so that their end is told though the service was started
 * again meanwhile. If it cannot be written alerts are sent as before, but those of now are forgotten at the end.
 */
@ApplicationScoped
class AlertsFile {

    private final ObjectMapper json;
    private final HomeFile file;
    private KeptAlerts written = KeptAlerts.of(List.of());
    private boolean leftAlone;
    private boolean failing;

    AlertsFile(ObjectMapper json, ModelFolders folders) {
        this.json = json;
        // faults of the disk are for what matters more, see faults.md
        this.file = new HomeFile(folders.home().resolve("alerts.json"), WriteFaultHook.OPEN);
    }

    /** Those that were firing before a restart; none if they cannot be read. */
    synchronized List<Firing> load() {
        try {
            var content = file.read();
            return content.isPresent() ? read(content.get()) : List.of();
        } catch (IOException | RuntimeException e) {
            file.putAside(e, "the end of alerts sent before is not told");
            return List.of();
        }
    }

    private List<Firing> read(byte[] content) throws IOException {
        var version = json.readTree(content).path("version").asInt();
        if (version > KeptAlerts.VERSION) {
            leftAlone = true;
            Log.warnf(
                    "%s was written by a newer version of the service (version %d of the format) and is left as it is",
                    file.name(), version);
            return List.of();
        }
        written = json.readValue(content, KeptAlerts.class);
        return written.toFiring();
    }

    /** Writes them unless they are there already. */
    synchronized void save(List<Firing> firing) {
        var now = KeptAlerts.of(firing);
        if (leftAlone || now.equals(written)) {
            return;
        }
        try {
            file.write(json.writeValueAsBytes(now));
            written = now;
            failing = false;
        } catch (IOException | RuntimeException e) {
            if (!failing) {
                failing = true;
                Log.warnf(
                        "%s cannot be written; the end of alerts is not told if the service is started again: %s",
                        file.name(), CauseChain.describe(e));
            }
        }
    }
}
