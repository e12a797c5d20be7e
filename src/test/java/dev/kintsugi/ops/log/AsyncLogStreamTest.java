package dev.kintsugi.ops.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over a pipe of the system whose reader may stall. */
class AsyncLogStreamTest {

    private static final int MOST = 1 << 16;
    private static final Duration LONG = Duration.ofSeconds(30);

    private final AtomicLong reported = new AtomicLong();
    private Pipe system;
    private AsyncLogStream logStream;
    private OutputStream stream;

    @BeforeEach
    void open() throws IOException {
        system = Pipe.open();
        logStream = new AsyncLogStream(Channels.newOutputStream(system.sink()), MOST, reported::addAndGet);
        stream = logStream.stream();
    }

    @AfterEach
    void close() throws IOException {
        system.source().close();
        system.sink().close();
    }

    @Test
    void keepsNobodyWaitingForAReaderThatStallsAndTellsWhatItDropped() throws IOException {
        var line = "x".repeat(1023) + "\n";
        var written = 0L;
        while (logStream.dropped() < 1000) { // more than the system's pipe and the queue take
            say(line);
            written++;
        }
        var lines = new BufferedReader(Channels.newReader(system.source(), UTF_8));
        for (long i = 0; i < written - 1000; i++) {
            assertThat(lines.readLine()).hasSize(1023);
        }
        Awaitility.await().atMost(LONG).untilAtomic(reported, Matchers.is(1000L));
        say("and on\n");
        assertThat(lines.readLine()).isEqualTo("and on");
    }

    @Test
    void keepsTheOrderOfLines() throws IOException {
        var print = new PrintStream(stream, true, UTF_8);
        for (int i = 0; i < 100; i++) {
            print.println(i);
        }
        var lines = new BufferedReader(Channels.newReader(system.source(), UTF_8));
        var read = new ArrayList<Integer>();
        for (int i = 0; i < 100; i++) {
            read.add(Integer.parseInt(lines.readLine()));
        }
        assertThat(read).isSorted().hasSize(100);
    }

    @Test
    void survivesAReaderThatIsGone() throws IOException {
        system.source().close();
        say("lost\n");
        logStream.drain(LONG);
        say("lost as well\n");
        logStream.drain(LONG);
        assertThat(logStream.dropped()).isEqualTo(2);
        assertThat(reported).as("there is no reader to tell").hasValue(0);
    }

    private void say(String line) throws IOException {
        stream.write(line.getBytes(UTF_8));
        stream.flush();
    }
}
