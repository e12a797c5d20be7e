/** What is to be made: one record for each kind of generation, which only its own pipeline understands, and what it costs. */
@NullMarked
package dev.kintsugi.pipeline.work;

import org.jspecify.annotations.NullMarked;
