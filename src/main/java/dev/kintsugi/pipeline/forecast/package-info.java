/** What a plan will need. */
@NullMarked
package dev.kintsugi.pipeline.forecast;

import org.jspecify.annotations.NullMarked;
