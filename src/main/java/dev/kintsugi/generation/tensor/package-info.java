/** A request for tensors becomes a plan. */
@NullMarked
package dev.kintsugi.generation.tensor;

import org.jspecify.annotations.NullMarked;
