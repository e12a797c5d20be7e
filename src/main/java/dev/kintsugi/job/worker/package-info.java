/** Jobs are claimed, run, completed, swept. */
@NullMarked
package dev.kintsugi.job.worker;

import org.jspecify.annotations.NullMarked;
