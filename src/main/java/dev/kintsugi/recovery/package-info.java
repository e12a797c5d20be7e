/**
 * What went wrong, and what to try next: the recovery kernel.
 *
 * <p>Owns the taxonomy of failures, their classification, the pure decision, the driver that carries it out and the
 * trail that tells what was done. Generic in the plan: it never learns what a model is. Rank 0: imports the JDK and
 * Mutiny only.
 */
@NullMarked
package dev.kintsugi.recovery;

import org.jspecify.annotations.NullMarked;
