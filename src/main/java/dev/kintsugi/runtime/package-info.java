/**
 * ONNX Runtime and nothing else: devices, sessions, native memory, cancel.
 *
 * <p>The only package that imports {@code ai.onnxruntime}. Nothing native leaves it: others hold session leases, tensors of a
 * scope and run handles, all of which may be closed at any moment by any thread without harm. Rank 2: imports recovery and
 * model. Its parts, each of which imports only those listed after it:
 *
 * <ol>
 *   <li>{@code session}: sessions: open, share, evict, run, cancel
 *   <li>{@code weights}: reading weights without mapping files
 *   <li>{@code arena}: the shared memory arena and its limit
 *   <li>{@code tensor}: tensors and the scope that owns them
 *   <li>{@code device}: devices, their memory budget and settings
 *   <li>{@code capi}: the C API of ONNX Runtime
 *   <li>{@code library}: the native libraries that come with the service
 * </ol>
 */
@NullMarked
package dev.kintsugi.runtime;

import org.jspecify.annotations.NullMarked;
