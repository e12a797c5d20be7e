/** Events of a job, live and replayed. */
@NullMarked
package dev.kintsugi.job.feed;

import org.jspecify.annotations.NullMarked;
