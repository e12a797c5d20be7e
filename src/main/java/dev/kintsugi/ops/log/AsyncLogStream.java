package dev.kintsugi.ops.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * Writes to a stream that may stall, such as a pipe to a log collector that hangs, on a thread of its own. Callers never
 * wait: what finds no room is dropped and counted, and when the stream takes what waited, that is reported.
 */
final class AsyncLogStream {

    private final OutputStream target;
    private final LongConsumer report;
    private final LogQueue queue;

    /**
     * Begins.
     *
     * @param most how many bytes may wait
     * @param report receives, on the writing thread, how many pieces were dropped since the last report
     */
    AsyncLogStream(OutputStream target, int most, LongConsumer report) {
        this.target = target;
        this.report = report;
        this.queue = new LogQueue(most);
        Thread.ofPlatform().daemon().name("log").start(this::write);
    }

    /** A stream into it; what is written between two flushes stays together, or is dropped together. */
    OutputStream stream() {
        return new Pieces();
    }

    /** So many bytes may wait from now on. */
    void limit(int bytes) {
        queue.limit(bytes);
    }

    /** How many pieces were dropped so far. */
    long dropped() {
        return queue.dropped();
    }

    /** Waits until all is written, at most so long. */
    void drain(Duration longest) {
        queue.drain(longest);
    }

    private void write() {
        while (true) {
            var piece = queue.next();
            try {
                target.write(piece);
                target.flush();
            } catch (IOException e) {
                queue.lost(); // its reader is gone, and there is no other place to say so
            }
            var untold = queue.written();
            if (untold > 0) {
                report.accept(untold);
            }
        }
    }

    private final class Pieces extends OutputStream {

        private final ByteArrayOutputStream piece = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int one) {
            piece.write(one);
        }

        @Override
        public synchronized void write(byte[] many, int from, int count) {
            piece.write(many, from, count);
        }

        @Override
        public synchronized void flush() {
            if (piece.size() > 0) {
                queue.add(piece.toByteArray());
                piece.reset();
            }
        }
    }
}
