package dev.kintsugi;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.callback.QuarkusTestAfterAllCallback;
import io.quarkus.test.junit.callback.QuarkusTestContext;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/**
 * Part of the service in every test: an event loop that waits in our code, or in what it calls, for more than 200 ms fails the
 * test class in which it did, with the stack that it had then; so does one that computes for a second in our code. Where it only
 * gets no processor, or classes are loaded, nobody is to blame.
 */
@Singleton
public class EventLoopWatch implements VertxOptionsCustomizer, QuarkusTestAfterAllCallback {

    private static final int MOST_MS = 200;
    private static final int LONG_MS = 1000;
    private static final int LOOK_MS = 50;
    private static final Pattern TIME = Pattern.compile("blocked for (\\d+) ms");

    /** Whose work on an event loop we are to blame for: our own code, and what it calls that blocks. */
    private static final Set<String> OURS =
            Set.of("dev.kintsugi.", "org.sqlite.", "ai.onnxruntime.", "org.postgresql.", "io.agroal.");

    /** Native methods that wait for a lock or for time, and classes whose native methods wait for a file or a socket. */
    private static final Set<String> WAITING = Set.of("park", "sleep0", "sleepNanos0", "wait0");

    private static final Set<String> SLOW = Set.of("java.io.", "sun.nio.ch.UnixFileDispatcherImpl", "sun.nio.ch.Net");

    private static final Set<String> LOADING = Set.of("loadClass", "defineClass", "defineClass1", "<clinit>");

    /** A file, since a test and its service need not share classes. */
    private static final Path BLOCKED = Path.of("target/blocked-event-loops.txt");

    @Override
    public void accept(VertxOptions options) {
        options.setBlockedThreadCheckInterval(LOOK_MS)
                .setMaxEventLoopExecuteTime(MOST_MS)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                .setWarningExceptionTime(MOST_MS)
                .setWarningExceptionTimeUnit(TimeUnit.MILLISECONDS);
    }

    void watch(@Observes StartupEvent event) {
        Logger.getLogger("io.vertx.core.impl.BlockedThreadChecker").addHandler(new Handler() {
            @Override
            public void publish(LogRecord blocked) {
                var thrown = blocked.getThrown();
                if (blocked.getMessage().contains("eventloop") && thrown != null && isToBlame(thrown, blocked)) {
                    write(blocked.getMessage(), thrown);
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }

    private static boolean isToBlame(Throwable thrown, LogRecord blocked) {
        var stack = List.of(thrown.getStackTrace());
        var loads = stack.stream().map(StackTraceElement::getMethodName).anyMatch(LOADING::contains);
        var top = stack.getFirst();
        var ours = stack.stream()
                .filter(frame -> !frame.getClassName().matches("(java|jdk|sun)\\..*"))
                .findFirst()
                .filter(frame -> OURS.stream().anyMatch(frame.getClassName()::startsWith))
                .isPresent();
        var waits = top.isNativeMethod()
                && (WAITING.contains(top.getMethodName())
                        || SLOW.stream().anyMatch(top.getClassName()::startsWith)
                        || OURS.stream().anyMatch(top.getClassName()::startsWith));
        return !loads && ours && (waits || milliseconds(blocked) >= LONG_MS);
    }

    private static int milliseconds(LogRecord blocked) {
        var match = TIME.matcher(blocked.getMessage());
        return match.find() ? Integer.parseInt(match.group(1)) : 0;
    }

    private static void write(String message, Throwable thrown) {
        var text = new StringWriter();
        text.append(message).append('\n');
        thrown.printStackTrace(new PrintWriter(text));
        try {
            Files.writeString(BLOCKED, text.toString(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void afterAll(QuarkusTestContext context) {
        try {
            if (Files.exists(BLOCKED)) {
                var blocked = Files.readString(BLOCKED);
                Files.delete(BLOCKED);
                throw new AssertionError("an event loop was blocked\n" + blocked);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
