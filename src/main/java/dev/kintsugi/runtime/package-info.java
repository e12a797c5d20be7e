/**
 * ONNX Runtime and nothing else: devices, sessions, native memory, cancel.
 *
 * <p>The only package that imports {@code ai.onnxruntime}. Nothing native leaves it: others hold {@link Session}
 * leases, {@link Tensor}s of a {@link TensorScope} and {@link RunHandle}s, all of which may be closed at any moment by
 * any thread without harm. Rank 2: imports recovery and model.
 */
@NullMarked
package dev.kintsugi.runtime;

import org.jspecify.annotations.NullMarked;
