/**
 * The service operation: a request becomes a plan, the plan runs under SmallRye Fault Tolerance, and what that cannot
 * absorb is handed to recovery.
 *
 * <p>Rank 5: imports pipeline, runtime, model and recovery.
 */
@NullMarked
package dev.kintsugi.generation;

import org.jspecify.annotations.NullMarked;
