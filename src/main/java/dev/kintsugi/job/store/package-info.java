/** Ports of the stores. */
@NullMarked
package dev.kintsugi.job.store;

import org.jspecify.annotations.NullMarked;
