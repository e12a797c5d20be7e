/** Reading weights without mapping files. */
@NullMarked
package dev.kintsugi.runtime.weights;

import org.jspecify.annotations.NullMarked;
