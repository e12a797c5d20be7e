package dev.kintsugi.recovery.failure;

/**
 * One thing that is wrong with one field of a request.
 *
 * @param field the field's name as the caller wrote it, for example {@code size}
 * @param message what is wrong and what would be right, in plain words
 */
public record FieldError(String field, String message) {}
