package dev.kintsugi.store;

/**
 * Is fired when the service must not go on because of its store.
 *
 * @param problem what is wrong and what to do
 */
public record UnusableStore(String problem) {}
