/**
 * One generation, from a plan to an artifact.
 *
 * <p>Owns plans, stages, progress, the results of finished stages and the ladder of remedies that a plan has. Rank 4:
 * imports recovery, model and runtime.
 */
@NullMarked
package dev.kintsugi.pipeline;

import org.jspecify.annotations.NullMarked;
