package dev.kintsugi.ops.log;

import dev.kintsugi.report.metric.Meters;
import dev.kintsugi.report.metric.Metric;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Arrays;
import java.util.function.Function;
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

    private static volatile @Nullable StandardStreams streams;

    private final LogSettings settings;
    private final Meters meters;
    private final boolean toStandardError;

    Logging(
            LogSettings settings,
            Meters meters,
            @ConfigProperty(name = "quarkus.log.console.stderr", defaultValue = "false") boolean toStandardError) {
        this.settings = settings;
        this.meters = meters;
        this.toStandardError = toStandardError;
    }

    /** First of all: what comes later may log much. */
    void start(@Observes @Priority(0) StartupEvent event, LaunchMode mode) {
        meters.counter(Metric.LOG_DROPPED, this, _ -> dropped(StandardStreams::out), "out");
        meters.counter(Metric.LOG_DROPPED, this, _ -> dropped(StandardStreams::err), "err");
        if (mode != LaunchMode.NORMAL) {
            return; // the console belongs to others
        }
        var used = started();
        limit(used.out());
        limit(used.err());
        var console = toStandardError ? used.err() : used.out();
        Arrays.stream(LogManager.getLogManager().getLogger("").getHandlers()).forEach(handler -> use(console, handler));
    }

    /** Is called before anything is logged: even a start waits for no reader. */
    public static void begin() {
        started();
    }

    private static synchronized StandardStreams started() {
        var used = streams;
        if (used == null) {
            used = StandardStreams.begin();
            streams = used;
        }
        return used;
    }

    /** Waits a moment for what has been written so far: before a process ends that nothing else flushes. */
    public static void drain() {
        var used = streams;
        if (used != null) {
            used.drain();
        }
    }

    private static long dropped(Function<StandardStreams, AsyncLogStream> which) {
        var used = streams;
        return used == null ? 0 : which.apply(used).dropped();
    }

    private void limit(AsyncLogStream logStream) {
        logStream.limit((int) Math.min(Integer.MAX_VALUE / 2, settings.buffer().asLongValue()));
    }

    private static void use(AsyncLogStream console, Handler handler) {
        if (handler instanceof ConsoleHandler found) {
            found.setOutputStream(console.stream());
        } else if (handler instanceof ExtHandler group) {
            Arrays.stream(group.getHandlers()).forEach(child -> use(console, child));
        }
    }
}
