/** Who runs next. */
@NullMarked
package dev.kintsugi.job.queue;

import org.jspecify.annotations.NullMarked;
