/**
 * Live: the WebSocket over which clients submit jobs, follow them and cancel them.
 *
 * <p>Rank 8: imports report, job and what is below it. Its parts, each of which imports only those listed after it:
 *
 * <ol>
 *   <li>this package: connections, and what is done for them
 *   <li>{@code message}: what is said, both ways
 * </ol>
 */
@NullMarked
package dev.kintsugi.realtime;

import org.jspecify.annotations.NullMarked;
