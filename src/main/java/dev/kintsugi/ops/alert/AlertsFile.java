package dev.kintsugi.ops.alert;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.file.WriteFaultHook;
import dev.kintsugi.recovery.classification.CauseChain;
import dev.kintsugi.store.file.HomeFile;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;

/**
 * Keeps the alerts that are firing and those that wait for receivers in {@code alerts.json} in the home, so that they and their
 * end are told though the service was started again meanwhile. If it cannot be written alerts are sent as before, but those of
 * now are forgotten at the end.
 */
@ApplicationScoped
class AlertsFile {

    private final ObjectMapper json;
    private final HomeFile file;
    private AlertsDocument written = AlertsDocument.of(KeptAlerts.NONE);
    private boolean leftAlone;
    private boolean failing;

    AlertsFile(ObjectMapper json, ModelFolders folders) {
        this.json = json;
        // faults of the disk are for what matters more, see faults.md
        this.file = new HomeFile(folders.home().resolve("alerts.json"), WriteFaultHook.OPEN);
    }

    /** What was kept before a restart; nothing if it cannot be read. */
    synchronized KeptAlerts load() {
        try {
            var content = file.read();
            return content.isPresent() ? read(content.get()) : KeptAlerts.NONE;
        } catch (IOException | RuntimeException e) {
            file.putAside(e, "alerts that were waiting are not sent, and the end of those that were sent is not told");
            return KeptAlerts.NONE;
        }
    }

    private KeptAlerts read(byte[] content) throws IOException {
        var version = json.readTree(content).path("version").asInt();
        if (version > AlertsDocument.VERSION) {
            leftAlone = true;
            Log.warnf(
                    "%s was written by a newer version of the service (version %d of the format) and is left as it is",
                    file.name(), version);
            return KeptAlerts.NONE;
        }
        written = json.readValue(content, AlertsDocument.class);
        return written.toKept();
    }

    /** Writes it unless it is there already. */
    synchronized void save(KeptAlerts alerts) {
        var now = AlertsDocument.of(alerts);
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
                        "%s cannot be written; alerts that wait and the end of alerts are not told if the service is started"
                                + " again: %s",
                        file.name(), CauseChain.describe(e));
            }
        }
    }
}
