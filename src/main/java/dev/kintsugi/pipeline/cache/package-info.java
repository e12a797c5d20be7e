/** Results that are kept for times when nothing can be computed. */
@NullMarked
package dev.kintsugi.pipeline.cache;

import org.jspecify.annotations.NullMarked;
