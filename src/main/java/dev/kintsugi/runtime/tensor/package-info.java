/** Tensors and the scope that owns them. */
@NullMarked
package dev.kintsugi.runtime.tensor;

import org.jspecify.annotations.NullMarked;
