/**
 * Work that is repeated in the background, all of it in one way.
 *
 * <p>Rank 0: imports no other package. What is repeated, and how often, is the business of each user.
 */
@NullMarked
package dev.kintsugi.background;

import org.jspecify.annotations.NullMarked;
