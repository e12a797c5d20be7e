/** What keeps jobs going in the background, and what happens to them at the end of the service. */
@NullMarked
package dev.kintsugi.job.upkeep;

import org.jspecify.annotations.NullMarked;
