package dev.kintsugi.ops.log;

import io.quarkus.logging.Log;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;

/** Standard output and standard error of this process, written without waiting for their readers. */
record StandardStreams(AsyncLogStream out, AsyncLogStream err) {

    private static final Duration LAST_LINES = Duration.ofSeconds(1);

    private static final int AT_THE_START = 1 << 20;

    /** Takes the place of {@link System#out} and {@link System#err}, until the process ends. */
    static StandardStreams begin() {
        var streams = new StandardStreams(pipe(FileDescriptor.out), pipe(FileDescriptor.err));
        System.setOut(new PrintStream(streams.out().stream(), true, charset("stdout.encoding")));
        System.setErr(new PrintStream(streams.err().stream(), true, charset("stderr.encoding")));
        Runtime.getRuntime().addShutdownHook(new Thread(streams::drain));
        return streams;
    }

    private static AsyncLogStream pipe(FileDescriptor descriptor) {
        return new AsyncLogStream(new FileOutputStream(descriptor), AT_THE_START, StandardStreams::tell);
    }

    private static void tell(long dropped) {
        Log.warnf("%d lines of the log were dropped: what reads it did not take them for a while", dropped);
    }

    private static Charset charset(String property) {
        var name = System.getProperty(property);
        return name != null && Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset();
    }

    /** Waits a moment for what has been written so far. */
    void drain() {
        out.drain(LAST_LINES);
        err.drain(LAST_LINES);
    }
}
