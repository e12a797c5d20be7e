/** Reading ONNX files without ONNX Runtime: their inputs and outputs, and the weights that they keep in other files. */
@NullMarked
package dev.kintsugi.model.onnx;

import org.jspecify.annotations.NullMarked;
