/**
 * What clients get, in every protocol. The only place where failures and outcomes become something for the wire.
 *
 * <p>Rank 7: imports job and what is below it. Its parts, each of which imports only those listed after it:
 *
 * <ol>
 *   <li>{@code event}: events and their data
 *   <li>{@code status}: the state of the service
 *   <li>{@code problem}: problem documents (RFC 9457)
 *   <li>this package: the trail of repairs
 *   <li>{@code learned}: what recovery has learned
 *   <li>{@code analytics}: failures in numbers
 *   <li>{@code metric}: metrics
 * </ol>
 */
@NullMarked
package dev.kintsugi.report;

import org.jspecify.annotations.NullMarked;
