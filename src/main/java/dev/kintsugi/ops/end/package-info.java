/** Graceful shutdown. */
@NullMarked
package dev.kintsugi.ops.end;

import org.jspecify.annotations.NullMarked;
