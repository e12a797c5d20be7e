/** Jobs are claimed, run, completed. */
@NullMarked
package dev.kintsugi.job.worker;

import org.jspecify.annotations.NullMarked;
