/** Load and service levels. */
@NullMarked
package dev.kintsugi.capacity.load;

import org.jspecify.annotations.NullMarked;
