/**
 * The service operation: a request becomes a plan, the plan runs under SmallRye Fault Tolerance, and recovery drives every
 * attempt.
 *
 * <p>Rank 5: imports pipeline and what is below it. Its parts, each of which imports only those listed after it:
 *
 * <ol>
 *   <li>this package: the service operation and its guards
 *   <li>{@code custom}: the operator's own strategies: beans, webhooks, commands
 *   <li>{@code image}: a request for images becomes a plan
 *   <li>{@code tensor}: a request for tensors becomes a plan
 *   <li>{@code request}: a request of each kind, as it was sent
 *   <li>{@code preflight}: adjustments before the first attempt
 *   <li>{@code attempt}: one attempt
 *   <li>{@code breaker}: circuit breakers per model and device
 *   <li>{@code settings}: the operator's settings of recovery
 * </ol>
 */
@NullMarked
package dev.kintsugi.generation;

import org.jspecify.annotations.NullMarked;
