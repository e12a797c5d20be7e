package dev.kintsugi.ops.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * Writes to a stream that may stall, such as a pipe to a log collector that hangs, on a thread of its own. Callers never
 * wait: what finds no room is dropped and counted, and when the stream takes what waited, that is reported.
 */
final class AsyncLogStream {

    private final OutputStream target;
    private volatile int most;
    private final LongConsumer report;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final Condition empty = lock.newCondition();
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private int bytes;
    private boolean writing;
    private long dropped;
    private long told;

    /**
     * Begins.
     *
     * @param most how many bytes may wait
     * @param report receives, on the writing thread, how many pieces were dropped since the last report
     */
    AsyncLogStream(OutputStream target, int most, LongConsumer report) {
        this.target = target;
        this.most = most;
        this.report = report;
        Thread.ofPlatform().daemon().name("log").start(this::write);
    }

    /** A stream into it; what is written between two flushes stays together, or is dropped together. */
    OutputStream stream() {
        return new Pieces();
    }

    /** So many bytes may wait from now on. */
    void limit(int bytes) {
        most = bytes;
    }

    /** How many pieces were dropped so far. */
    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all is written, at most so long. */
    void drain(Duration longest) {
        lock.lock();
        try {
            var left = longest.toNanos();
            while ((writing || !waiting.isEmpty()) && left > 0) {
                left = empty.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void add(byte[] piece) {
        lock.lock();
        try {
            if (bytes + piece.length > most) {
                dropped++;
            } else {
                waiting.add(piece);
                bytes += piece.length;
                added.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        while (true) {
            var piece = next();
            try {
                target.write(piece);
                target.flush();
            } catch (IOException e) {
                lost(); // its reader is gone, and there is no other place to say so
            }
            written();
        }
    }

    private byte[] next() {
        lock.lock();
        try {
            while (waiting.isEmpty()) {
                added.awaitUninterruptibly();
            }
            var piece = waiting.remove();
            bytes -= piece.length;
            writing = true;
            return piece;
        } finally {
            lock.unlock();
        }
    }

    private void lost() {
        lock.lock();
        try {
            dropped++;
            told++;
        } finally {
            lock.unlock();
        }
    }

    private void written() {
        long untold = 0;
        lock.lock();
        try {
            writing = false;
            if (waiting.isEmpty()) {
                untold = dropped - told;
                told = dropped;
                empty.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (untold > 0) {
            report.accept(untold);
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
                add(piece.toByteArray());
                piece.reset();
            }
        }
    }
}
