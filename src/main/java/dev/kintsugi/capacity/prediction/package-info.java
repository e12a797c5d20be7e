/** Learned models of memory and time. */
@NullMarked
package dev.kintsugi.capacity.prediction;

import org.jspecify.annotations.NullMarked;
