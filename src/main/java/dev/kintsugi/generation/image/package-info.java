/** A request for images becomes a plan. */
@NullMarked
package dev.kintsugi.generation.image;

import org.jspecify.annotations.NullMarked;
