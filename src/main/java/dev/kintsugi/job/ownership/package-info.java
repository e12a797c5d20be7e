/** Which jobs are in the hands of this instance: taken, renewed, let go. */
@NullMarked
package dev.kintsugi.job.ownership;

import org.jspecify.annotations.NullMarked;
