/** The metrics of the service: names, units, labels and texts, from which the meters and the reference page are made. */
@NullMarked
package dev.kintsugi.report.metric;

import org.jspecify.annotations.NullMarked;
