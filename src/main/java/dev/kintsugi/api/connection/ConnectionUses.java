package dev.kintsugi.api.connection;

import java.util.concurrent.atomic.AtomicInteger;

/** Whether a connection is in use: how many of its requests are being answered, and since when none is. */
final class ConnectionUses {

    private final AtomicInteger count = new AtomicInteger();
    private volatile long idleSince = System.nanoTime();

    /** One request, on the event loop. */
    final class Use {

        private boolean begun;
        private boolean over;

        /** It is whole. */
        void begin() {
            if (!begun && !over) {
                begun = true;
                count.incrementAndGet();
            }
        }

        /** It is answered. */
        void end() {
            idleSince = System.nanoTime();
            if (begun && !over) {
                count.decrementAndGet();
            }
            over = true;
        }
    }

    /** A request that has come; the connection is in use once it {@linkplain Use#begin begins}. */
    Use use() {
        return new Use();
    }

    boolean isIdle() {
        return count.get() == 0;
    }

    /** Since when, in nanoseconds of {@link System#nanoTime}. */
    long idleSince() {
        return idleSince;
    }
}
