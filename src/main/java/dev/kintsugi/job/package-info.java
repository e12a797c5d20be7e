/**
 * The life of a request: admission, queue, worker, cancel, and the feed of its events.
 *
 * <p>Rank 6: imports generation and what is below it. Its parts, each of which imports only those listed after it:
 *
 * <ol>
 *   <li>{@code upkeep}: the heartbeat, adoption, signals, the end of the service
 *   <li>{@code service}: submit, find, cancel, resume
 *   <li>{@code worker}: jobs are claimed, run, completed
 *   <li>{@code ownership}: which jobs are in the hands of this instance
 *   <li>{@code support}: support tickets and feedback
 *   <li>{@code artifact}: artifacts are kept, regenerated, forgotten
 *   <li>{@code feed}: events of a job, live and replayed
 *   <li>{@code queue}: who runs next
 *   <li>{@code drain}: how far the end of the service has come
 *   <li>{@code store}: ports of the stores
 *   <li>this package: a job, its state and its events
 * </ol>
 */
@NullMarked
package dev.kintsugi.job;

import org.jspecify.annotations.NullMarked;
