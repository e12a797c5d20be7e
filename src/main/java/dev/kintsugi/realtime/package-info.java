/**
 * Live: the WebSocket over which clients submit jobs, follow them and cancel them.
 *
 * <p>Rank 8: imports report, job and what is below it.
 */
@NullMarked
package dev.kintsugi.realtime;

import org.jspecify.annotations.NullMarked;
