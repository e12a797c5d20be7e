package dev.kintsugi.runtime.tensor;

import java.util.function.Consumer;

/**
 * A native resource that is freed once it is both closed and unused. ONNX Runtime crashes the whole process when a
 * session, tensor or options object is freed while a run uses it; here that cannot happen.
 */
public final class RefCounted<T> {

    private final T resource;
    private final Consumer<T> free;
    private final String name;
    private int users;
    private boolean closed;

    public RefCounted(String name, T resource, Consumer<T> free) {
        this.name = name;
        this.resource = resource;
        this.free = free;
    }

    /** Uses the resource until {@link #release()}. */
    public synchronized T acquire() {
        if (closed) {
            throw new IllegalStateException(name + " is closed");
        }
        users++;
        return resource;
    }

    /** Adds a user on behalf of an existing user: that works also if it was closed meanwhile. */
    synchronized T acquireAgain() {
        if (users == 0) {
            return acquire();
        }
        users++;
        return resource;
    }

    public void release() {
        if (lastUserOfClosed()) {
            free.accept(resource);
        }
    }

    /** It can no longer be acquired; it is freed now or by its last user. Closing twice is harmless. */
    public void close() {
        if (closeUnused()) {
            free.accept(resource);
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    public synchronized boolean isIdle() {
        return users == 0;
    }

    private synchronized boolean lastUserOfClosed() {
        users--;
        return users == 0 && closed;
    }

    private synchronized boolean closeUnused() {
        if (closed) {
            return false;
        }
        closed = true;
        return users == 0;
    }
}
