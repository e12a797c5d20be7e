/** Meters are fed from jobs, failures, breakers and the load; what HTTP calls are counted under is bounded. */
@NullMarked
package dev.kintsugi.ops.metrics;

import org.jspecify.annotations.NullMarked;
