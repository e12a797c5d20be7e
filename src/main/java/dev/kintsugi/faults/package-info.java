/**
 * Faults on purpose, where a service meets them in life: each makes the real part fail, so that what comes of it is that
 * part's own error. Off by default, and then not on the way of any request.
 *
 * <p>Rank 8: imports generation and what is below it.
 */
@NullMarked
package dev.kintsugi.faults;

import org.jspecify.annotations.NullMarked;
