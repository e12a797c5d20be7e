/**
 * Running it: health, metrics, clocks, logging.
 *
 * <p>Rank 9: sees everything, is seen by nobody.
 */
@NullMarked
package dev.kintsugi.ops;

import org.jspecify.annotations.NullMarked;
