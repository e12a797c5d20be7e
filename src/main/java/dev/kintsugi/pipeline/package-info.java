/**
 * One generation, from a plan to an artifact.
 *
 * <p>Rank 4: imports capacity and what is below it. Its parts, each of which imports only those listed after it:
 *
 * <ol>
 *   <li>{@code diffusion}: text to image
 *   <li>{@code tensor}: tensors of the caller through one network
 *   <li>{@code network}: networks whose files are verified
 *   <li>{@code remedy}: what a plan can be changed into after a failure
 *   <li>{@code picture}: the formats that pictures are sent in
 *   <li>{@code cache}: results that are kept for times of failure
 *   <li>{@code forecast}: what a plan will need
 *   <li>this package: a run: stages, progress, finished results
 *   <li>{@code plan}: plans and the ladder of cheaper ones
 *   <li>{@code work}: what is to be made, a record for each kind
 * </ol>
 */
@NullMarked
package dev.kintsugi.pipeline;

import org.jspecify.annotations.NullMarked;
