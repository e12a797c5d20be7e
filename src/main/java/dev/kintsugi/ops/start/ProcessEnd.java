package dev.kintsugi.ops.start;

import dev.kintsugi.ops.log.Logging;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ImageMode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/** Ends the process, while it starts and when it is over. */
public final class ProcessEnd {

    /** What a shell reports for a process that a signal has ended: 128 and the signal's number. */
    public static final int ENDED_BY_SIGNAL = 128;

    private static final int CANNOT_START = 1;

    private static volatile boolean started;

    private ProcessEnd() {}

    /** Whether the service is all that runs here: not in dev mode and not in a test, which have a class loader of their own. */
    static boolean isThisProcessOurs() {
        var loader = Thread.currentThread().getContextClassLoader();
        return ImageMode.current() == ImageMode.NATIVE_RUN
                || loader == ClassLoader.getSystemClassLoader()
                || loader.getClass().getName().equals("io.quarkus.bootstrap.runner.RunnerClassLoader");
    }

    /**
     * Until {@link #started} is called SIGTERM and SIGINT end the process at once. The virtual machine's own handling would
     * wait until the start is over, which a disk or a server that hangs may prevent. What a start writes is either beside its
     * place and then renamed, or in a database: it survives this as it survives SIGKILL.
     */
    static void onSignalWhileStarting() {
        for (var name : List.of("TERM", "INT")) {
            try {
                Signal.handle(
                        new Signal(name), signal -> Runtime.getRuntime().halt(ENDED_BY_SIGNAL + signal.getNumber()));
            } catch (IllegalArgumentException e) {
                continue; // this system has no such signal, or it belongs to the virtual machine
            }
        }
    }

    /** The start is over: from here on accepted requests are answered before the process ends. */
    public static void started() {
        started = true;
    }

    /** Writes why the service cannot start, and ends the process without waiting for anything. */
    static void failed(String line) {
        System.err.println(line);
        Logging.drain();
        Runtime.getRuntime().halt(CANNOT_START);
    }

    /**
     * The service has found out that it cannot do what it is for, perhaps while it still starts. In dev mode and in tests it
     * goes on and says so.
     */
    static void unusable(String problem) {
        if (isThisProcessOurs()) {
            failed(StartFailure.line(problem));
        } else {
            Log.fatal(problem);
        }
    }

    /** What Quarkus calls when the service has ended, or could not start. */
    static void ended(int code, @Nullable Throwable failure) {
        if (failure != null) {
            new StartFailure(failure).lines().forEach(System.err::println);
        }
        Logging.drain();
        if (!started) {
            Runtime.getRuntime().halt(code); // hooks would wait for a start that does not go on
        }
        System.exit(code);
    }
}
