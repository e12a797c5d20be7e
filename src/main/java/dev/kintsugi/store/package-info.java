/**
 * The stores of jobs, artifacts and API keys: implementations of the ports of {@code job} and {@code access}.
 *
 * <p>Rank 8: imports job and what is below it. Its parts, each of which imports only those listed after it:
 *
 * <ol>
 *   <li>this package: which stores this instance has
 *   <li>{@code learned}: the file of what recovery has learned
 *   <li>{@code analytics}: the file of the failures that were counted
 *   <li>{@code keys}: API keys
 *   <li>{@code file}: files in the home that are replaced as a whole
 *   <li>{@code jobs}: jobs and their events
 *   <li>{@code artifacts}: artifacts in files, rows and buckets
 *   <li>{@code postgres}: PostgreSQL
 *   <li>{@code sqlite}: SQLite
 *   <li>{@code sql}: what both databases share, and documents in them
 * </ol>
 */
@NullMarked
package dev.kintsugi.store;

import org.jspecify.annotations.NullMarked;
