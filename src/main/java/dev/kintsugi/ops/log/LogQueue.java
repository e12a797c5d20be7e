package dev.kintsugi.ops.log;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Pieces of a log that wait to be written by one thread, up to so many bytes: what finds no room is dropped and counted. */
final class LogQueue {

    private volatile int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final Condition empty = lock.newCondition();
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private int bytes;
    private boolean writing;
    private long dropped;
    private long told;

    /** @param most how many bytes may wait */
    LogQueue(int most) {
        this.most = most;
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

    /** Never waits. */
    void add(byte[] piece) {
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

    /** The next piece, which is being written until {@link #written}; waits for it. */
    byte[] next() {
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

    /** The piece that is being written cannot be: it is dropped, and not reported. */
    void lost() {
        lock.lock();
        try {
            dropped++;
            told++;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The piece is written, or lost.
     *
     * @return how many pieces were dropped since that was reported last; 0 while others wait
     */
    long written() {
        lock.lock();
        try {
            writing = false;
            if (!waiting.isEmpty()) {
                return 0;
            }
            var untold = dropped - told;
            told = dropped;
            empty.signalAll();
            return untold;
        } finally {
            lock.unlock();
        }
    }
}
