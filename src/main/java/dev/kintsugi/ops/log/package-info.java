/** Logs. */
@NullMarked
package dev.kintsugi.ops.log;

import org.jspecify.annotations.NullMarked;
