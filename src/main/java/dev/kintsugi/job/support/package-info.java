/** Support tickets and feedback. */
@NullMarked
package dev.kintsugi.job.support;

import org.jspecify.annotations.NullMarked;
