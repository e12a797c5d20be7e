/** Plans and the ladder of cheaper ones. */
@NullMarked
package dev.kintsugi.pipeline.plan;

import org.jspecify.annotations.NullMarked;
