/** The start, and why it failed. */
@NullMarked
package dev.kintsugi.ops.start;

import org.jspecify.annotations.NullMarked;
