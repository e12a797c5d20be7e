/** One attempt. */
@NullMarked
package dev.kintsugi.generation.attempt;

import org.jspecify.annotations.NullMarked;
