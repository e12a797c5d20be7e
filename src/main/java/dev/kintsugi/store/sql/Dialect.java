package dev.kintsugi.store.sql;

/** The differences of SQL between databases. */
public enum Dialect {
    /** One transaction writes at a time. */
    SQLITE("", "", "(select value from json_each(?))"),

    /** Many write at a time: what is read to be changed is locked, and what others have locked is passed by. */
    POSTGRESQL(" for update", " for update skip locked", "(select json_array_elements_text(?::json))");

    private final String lock;
    private final String lockFree;
    private final String elements;

    Dialect(String lock, String lockFree, String elements) {
        this.lock = lock;
        this.lockFree = lockFree;
        this.elements = elements;
    }

    /** The texts of a JSON array that is a parameter, as a set. */
    public String elements() {
        return elements;
    }

    /** A query for rows that are changed afterwards; it waits for other writers. */
    public String locking(String query) {
        return query + lock;
    }

    /** A query for rows that are changed afterwards, and locked against other writers. */
    public String lockingFree(String query) {
        return query + lockFree;
    }
}
