/** Support tickets, feedback, and what the log says of failures. */
@NullMarked
package dev.kintsugi.job.support;

import org.jspecify.annotations.NullMarked;
