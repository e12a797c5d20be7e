/** The state of the service. */
@NullMarked
package dev.kintsugi.report.status;

import org.jspecify.annotations.NullMarked;
