/**
 * Failures in numbers: how often each was met, what became of it, which messages come most, what rises, and the last of them. In
 * memory, bounded; all that is told of failures is from these counts.
 *
 * <p>Its parts, each of which imports only those listed after it:
 *
 * <ol>
 *   <li>this package: failures of jobs and of requests
 *   <li>{@code window}: counts and patterns over windows of time
 * </ol>
 */
@NullMarked
package dev.kintsugi.report.analytics;

import org.jspecify.annotations.NullMarked;
