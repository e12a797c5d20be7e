/** Tensors of the caller through one network of a model. */
@NullMarked
package dev.kintsugi.pipeline.tensor;

import org.jspecify.annotations.NullMarked;
