/** What was done, as it is told and kept. */
@NullMarked
package dev.kintsugi.recovery.trail;

import org.jspecify.annotations.NullMarked;
