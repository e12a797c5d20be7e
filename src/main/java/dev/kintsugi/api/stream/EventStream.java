package dev.kintsugi.api.stream;

import io.smallrye.mutiny.Multi;

/**
 * A body of server-sent events (WHATWG HTML, section 9.2).
 *
 * @param frames complete frames, each with the empty line that ends it
 */
public record EventStream(Multi<String> frames) {}
