package dev.kintsugi.ops.end;

import dev.kintsugi.ops.start.ProcessEnd;
import io.quarkus.logging.Log;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import sun.misc.Signal;

/**
 * Ends the service in order when the system asks for it. The shutdown hooks of a virtual machine run all at the same
 * time, and one that ONNX Runtime has registered takes the ground away from networks that still compute; here the service
 * ends first, and the virtual machine afterwards. A second signal ends all waiting. Whatever hangs, the process is gone
 * after the longest time that its end may take.
 */
@ApplicationScoped
class Signals {

    private final GracefulShutdown shutdown;
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile int endCode = -1;

    Signals(GracefulShutdown shutdown) {
        this.shutdown = shutdown;
    }

    /** Last of all: until then a signal ends the start, see {@link ProcessEnd}. */
    void start(@Observes @Priority(Integer.MAX_VALUE) StartupEvent event, LaunchMode mode) {
        if (mode == LaunchMode.NORMAL) {
            ProcessEnd.started();
            // Now: then there may be no memory for a thread, and no file for the classes that a bean is made of.
            var watch = haltAfter(shutdown.longest());
            handle("TERM", watch);
            handle("INT", watch);
        }
    }

    private void handle(String name, Thread watch) {
        try {
            Signal.handle(new Signal(name), signal -> end(ProcessEnd.ENDED_BY_SIGNAL + signal.getNumber(), watch));
        } catch (IllegalArgumentException e) {
            Log.debugf("%s is left to the virtual machine: %s", name, e.getMessage());
        }
    }

    private void end(int code, Thread watch) {
        if (asked.compareAndSet(false, true)) {
            endCode = code;
            LockSupport.unpark(watch);
            Quarkus.asyncExit(code);
        } else {
            shutdown.hurry();
        }
    }

    /** The thread that halts the process, whatever hangs, so long after it was asked to end. */
    private Thread haltAfter(Duration most) {
        return Thread.ofPlatform().daemon().name("end of the process").start(() -> {
            while (endCode < 0) {
                LockSupport.park(this);
            }
            var until = System.nanoTime() + most.toNanos();
            for (var left = most.toNanos(); left > 0; left = until - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            Runtime.getRuntime().halt(endCode);
        });
    }
}
