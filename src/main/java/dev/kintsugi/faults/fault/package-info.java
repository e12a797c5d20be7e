/** A fault and when it happens. */
@NullMarked
package dev.kintsugi.faults.fault;

import org.jspecify.annotations.NullMarked;
