/** Events and their data. */
@NullMarked
package dev.kintsugi.report.event;

import org.jspecify.annotations.NullMarked;
