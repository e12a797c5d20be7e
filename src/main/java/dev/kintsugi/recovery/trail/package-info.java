/** What was done, as it is reported and stored. */
@NullMarked
package dev.kintsugi.recovery.trail;

import org.jspecify.annotations.NullMarked;
