/** The shared memory arena and its limit. */
@NullMarked
package dev.kintsugi.runtime.arena;

import org.jspecify.annotations.NullMarked;
