/** What recovery has learned. */
@NullMarked
package dev.kintsugi.report.learned;

import org.jspecify.annotations.NullMarked;
