package dev.kintsugi.store;

/** Where databases differ in what they are asked. */
enum Dialect {
    /** One transaction writes at a time. */
    SQLITE("", ""),

    /** Many write at a time: what is read to be changed is locked, and what others have locked is passed by. */
    POSTGRESQL(" for update", " for update skip locked");

    private final String lock;
    private final String lockFree;

    Dialect(String lock, String lockFree) {
        this.lock = lock;
        this.lockFree = lockFree;
    }

    /** A query for rows that are changed afterwards; it waits for whoever changes them. */
    String locking(String query) {
        return query + lock;
    }

    /** A query for rows that are changed afterwards, and that nobody else changes. */
    String lockingFree(String query) {
        return query + lockFree;
    }
}
