/** Memory of the device, the process and its container. */
@NullMarked
package dev.kintsugi.capacity.memory;

import org.jspecify.annotations.NullMarked;
