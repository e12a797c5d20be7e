/**
 * What the device can carry. Rank 3: imports recovery, model and runtime. Its parts, each of which imports only those listed
 * after it:
 *
 * <ol>
 *   <li>{@code features}: what the service can do and what each feature needs
 *   <li>{@code load}: load and service levels
 *   <li>{@code memory}: memory of the device, the process and its container
 *   <li>{@code prediction}: learned models of memory and time
 * </ol>
 */
@NullMarked
package dev.kintsugi.capacity;

import org.jspecify.annotations.NullMarked;
