/** Health checks and traces. */
@NullMarked
package dev.kintsugi.ops.health;

import org.jspecify.annotations.NullMarked;
