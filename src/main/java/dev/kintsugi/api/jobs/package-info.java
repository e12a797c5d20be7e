/** Jobs and artifacts. */
@NullMarked
package dev.kintsugi.api.jobs;

import org.jspecify.annotations.NullMarked;
