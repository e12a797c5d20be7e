/** The C API of ONNX Runtime and its shared libraries. */
@NullMarked
package dev.kintsugi.runtime.capi;

import org.jspecify.annotations.NullMarked;
