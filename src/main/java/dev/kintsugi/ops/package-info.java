/**
 * Running the service: start and end, settings, logs, health, metrics, alerts, clocks.
 *
 * <p>Rank 9: imports everything, is imported by nothing. Its parts, each of which imports only those listed after it:
 *
 * <ol>
 *   <li>{@code health}: health checks, traces
 *   <li>{@code metrics}: metrics
 *   <li>{@code end}: graceful shutdown
 *   <li>{@code alert}: alerts
 *   <li>{@code start}: the start, and why it failed
 *   <li>{@code settings}: validation of settings
 *   <li>{@code log}: logs
 *   <li>this package: clocks
 * </ol>
 */
@NullMarked
package dev.kintsugi.ops;

import org.jspecify.annotations.NullMarked;
