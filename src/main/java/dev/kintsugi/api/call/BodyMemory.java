package dev.kintsugi.api.call;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory the bodies of all requests together may take. Small ones are not counted, as connections are limited: callers
 * who hold large ones back keep no usual request out.
 */
final class BodyMemory {

    /** A body of so many bytes is not counted; requests for work have less. */
    static final long SMALL = 8 << 10;

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    BodyMemory(long most) {
        this.most = most;
    }

    /** Memory for one body, until it is given back. */
    final class Share {

        private final long bytes;
        private final AtomicBoolean over = new AtomicBoolean();

        private Share(long bytes) {
            this.bytes = bytes;
        }

        /** Giving it back twice is harmless. */
        void giveBack() {
            if (over.compareAndSet(false, true)) {
                taken.addAndGet(-bytes);
            }
        }
    }

    /** Memory for a body of this length at most; nothing if too much is taken. */
    Optional<Share> take(long length) {
        var bytes = length <= SMALL ? 0 : length;
        if (taken.addAndGet(bytes) > most && bytes > 0) {
            taken.addAndGet(-bytes);
            return Optional.empty();
        }
        return Optional.of(new Share(bytes));
    }
}
