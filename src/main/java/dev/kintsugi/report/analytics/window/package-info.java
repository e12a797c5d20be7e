/** Counts and patterns over sliding windows of time, in bounded memory. */
@NullMarked
package dev.kintsugi.report.analytics.window;

import org.jspecify.annotations.NullMarked;
