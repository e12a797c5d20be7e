package dev.kintsugi.ops.log;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Arrays;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.handlers.ConsoleHandler;
import org.jspecify.annotations.Nullable;

/**
 * Standard output and standard error are written so that nothing ever waits for their reader: the log in whichever format,
 * and what libraries print themselves.
 */
@ApplicationScoped
public class Logging {

    private static final Duration LAST_LINES = Duration.ofSeconds(1);

    private static final int AT_THE_START = 1 << 20;

    private record Pipes(AsyncLogStream out, AsyncLogStream err) {

        static Pipes begin() {
            return new Pipes(pipe(FileDescriptor.out), pipe(FileDescriptor.err));
        }

        private static AsyncLogStream pipe(FileDescriptor descriptor) {
            return new AsyncLogStream(new FileOutputStream(descriptor), AT_THE_START, Logging::tell);
        }
    }

    private static volatile @Nullable Pipes pipes;

    private final LogSettings settings;
    private final MeterRegistry metrics;
    private final boolean toStandardError;

    Logging(
            LogSettings settings,
            MeterRegistry metrics,
            @ConfigProperty(name = "quarkus.log.console.stderr", defaultValue = "false") boolean toStandardError) {
        this.settings = settings;
        this.metrics = metrics;
        this.toStandardError = toStandardError;
    }

    /** First of all: what comes later may log much. */
    void start(@Observes @Priority(0) StartupEvent event, LaunchMode mode) {
        if (mode != LaunchMode.NORMAL) {
            return; // the console belongs to others
        }
        var used = started();
        limit(used.out(), "out");
        limit(used.err(), "err");
        var console = toStandardError ? used.err() : used.out();
        Arrays.stream(LogManager.getLogManager().getLogger("").getHandlers()).forEach(handler -> use(console, handler));
    }

    /** Is called before anything is logged: even a start waits for no reader. */
    public static void begin() {
        started();
    }

    private static synchronized Pipes started() {
        var used = pipes;
        if (used == null) {
            used = Pipes.begin();
            System.setOut(new PrintStream(used.out().stream(), true, charset("stdout.encoding")));
            System.setErr(new PrintStream(used.err().stream(), true, charset("stderr.encoding")));
            Runtime.getRuntime().addShutdownHook(new Thread(Logging::drain));
            pipes = used;
        }
        return used;
    }

    /** Waits a moment for what has been written so far: before a process ends that nothing else flushes. */
    public static void drain() {
        var used = pipes;
        if (used != null) {
            used.out().drain(LAST_LINES);
            used.err().drain(LAST_LINES);
        }
    }

    private void limit(AsyncLogStream logStream, String name) {
        logStream.limit((int) Math.min(Integer.MAX_VALUE / 2, settings.buffer().asLongValue()));
        FunctionCounter.builder("kintsugi.log.dropped", logStream, AsyncLogStream::dropped)
                .description("Pieces of the log that were dropped because its reader did not take them")
                .tag("stream", name)
                .register(metrics);
    }

    private static void tell(long dropped) {
        Log.warnf("%d lines of the log were dropped: what reads it did not take them for a while", dropped);
    }

    private static void use(AsyncLogStream console, Handler handler) {
        if (handler instanceof ConsoleHandler found) {
            found.setOutputStream(console.stream());
        } else if (handler instanceof ExtHandler group) {
            Arrays.stream(group.getHandlers()).forEach(child -> use(console, child));
        }
    }

    private static Charset charset(String property) {
        var name = System.getProperty(property);
        return name != null && Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset();
    }
}
