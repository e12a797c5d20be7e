package dev.kintsugi.ops.start;

import dev.kintsugi.ops.log.Logging;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.lang.ref.Reference;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The entry point. A start that cannot succeed ends with exit code 1 and one line on standard error for each thing
 * to put right; a signal ends a start at once.
 */
@QuarkusMain
public final class Main {

    /** Says its version before it is known where logs go; kept here, as a logger that nothing refers to forgets its level. */
    private static final String CHATTY = "org.hibernate.validator.internal.util.Version";

    Main() {} // Quarkus makes one

    /** @param arguments are not used: all settings are properties or environment variables */
    public static void main(String... arguments) {
        if (!ProcessEnd.isThisProcessOurs()) {
            Quarkus.run(arguments); // dev mode ends and begins the service as it likes
            return;
        }
        Logging.begin();
        ProcessEnd.onSignalWhileStarting();
        var wrong = ProcessLimits.ofThisProcess().problem();
        if (wrong.isPresent()) {
            ProcessEnd.failed(wrong.get());
        }
        var quiet = Logger.getLogger(CHATTY);
        quiet.setLevel(Level.WARNING);
        try {
            Quarkus.run(null, ProcessEnd::ended, arguments);
        } finally {
            Reference.reachabilityFence(quiet);
        }
    }
}
