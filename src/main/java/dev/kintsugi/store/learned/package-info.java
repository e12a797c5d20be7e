/** The file of what recovery has learned. */
@NullMarked
package dev.kintsugi.store.learned;

import org.jspecify.annotations.NullMarked;
