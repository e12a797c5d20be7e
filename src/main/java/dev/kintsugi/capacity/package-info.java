/**
 * What the device can carry: memory prediction, load and service levels. Rank 3: imports recovery, model and runtime.
 */
@NullMarked
package dev.kintsugi.capacity;

import org.jspecify.annotations.NullMarked;
