/** Jobs and what they made. */
@NullMarked
package dev.kintsugi.api.jobs;

import org.jspecify.annotations.NullMarked;
