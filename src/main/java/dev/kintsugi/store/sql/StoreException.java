package dev.kintsugi.store.sql;

/** A store could not do what it was asked; the cause says why. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StoreException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
