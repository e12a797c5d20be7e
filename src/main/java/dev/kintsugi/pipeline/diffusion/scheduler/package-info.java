/** Schedulers. */
@NullMarked
package dev.kintsugi.pipeline.diffusion.scheduler;

import org.jspecify.annotations.NullMarked;
