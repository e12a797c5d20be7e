/** Adjustments before the first attempt. */
@NullMarked
package dev.kintsugi.generation.preflight;

import org.jspecify.annotations.NullMarked;
