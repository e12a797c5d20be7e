/**
 * Fault injection at real boundaries: each fault makes the real part fail, so that the error is that part's own. Off by
 * default, and then on the path of no request.
 *
 * <p>Rank 8: imports generation and what is below it. Its parts, each of which imports only those listed after it:
 *
 * <ol>
 *   <li>this package: the endpoint
 *   <li>{@code injector}: where faults are injected
 *   <li>{@code fault}: a fault and when it happens
 * </ol>
 */
@NullMarked
package dev.kintsugi.faults;

import org.jspecify.annotations.NullMarked;
