/** How often and how long to try. */
@NullMarked
package dev.kintsugi.recovery.budget;

import org.jspecify.annotations.NullMarked;
