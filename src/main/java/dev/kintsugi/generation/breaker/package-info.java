/** Circuit breakers per model and device. */
@NullMarked
package dev.kintsugi.generation.breaker;

import org.jspecify.annotations.NullMarked;
