package dev.kintsugi.store;

/** A store could not do what it was asked; the cause says why. */
final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    StoreException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
