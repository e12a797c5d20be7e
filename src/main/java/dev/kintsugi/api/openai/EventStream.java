package dev.kintsugi.api.openai;

import io.smallrye.mutiny.Multi;

/**
 * A body of server-sent events (WHATWG HTML, section 9.2).
 *
 * @param frames complete frames, each with the empty line that ends it
 */
record EventStream(Multi<String> frames) {}
