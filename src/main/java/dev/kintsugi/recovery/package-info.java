/**
 * The recovery kernel: what went wrong, and what to try next.
 *
 * <p>Generic in the plan: it never learns what a model is. Rank 0: imports the JDK and Mutiny only. Its parts, each of which
 * imports only those listed after it:
 *
 * <ol>
 *   <li>this package: the driver, the only class that acts
 *   <li>{@code learning}: what worked before
 *   <li>{@code trail}: what was done, as it is reported and stored
 *   <li>{@code decision}: the pure decision: remedies and their order
 *   <li>{@code budget}: how often and how long to try
 *   <li>{@code classification}: from a throwable to a failure
 *   <li>{@code failure}: the taxonomy of failures and the data of one
 * </ol>
 */
@NullMarked
package dev.kintsugi.recovery;

import org.jspecify.annotations.NullMarked;
