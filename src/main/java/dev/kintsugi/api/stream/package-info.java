/** Server-sent events. */
@NullMarked
package dev.kintsugi.api.stream;

import org.jspecify.annotations.NullMarked;
