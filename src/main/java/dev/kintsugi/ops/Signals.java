package dev.kintsugi.ops;

import io.quarkus.logging.Log;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import sun.misc.Signal;

/**
 * Ends the service in order when the system asks for it. The shutdown hooks of a virtual machine run all at the same
 * time, and one that ONNX Runtime has registered takes the ground away from networks that still compute; here the service
 * ends first, and the virtual machine afterwards.
 */
@ApplicationScoped
class Signals {

    /** Last of all: until then a signal ends the start, see {@link ProcessEnd}. */
    void start(@Observes @Priority(Integer.MAX_VALUE) StartupEvent event, LaunchMode mode) {
        if (mode == LaunchMode.NORMAL) {
            ProcessEnd.started();
            handle("TERM");
            handle("INT");
        }
    }

    private static void handle(String name) {
        try {
            Signal.handle(
                    new Signal(name), signal -> Quarkus.asyncExit(ProcessEnd.ENDED_BY_SIGNAL + signal.getNumber()));
        } catch (IllegalArgumentException e) {
            Log.debugf("%s is left to the virtual machine: %s", name, e.getMessage());
        }
    }
}
