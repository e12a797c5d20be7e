/** What worked before. */
@NullMarked
package dev.kintsugi.recovery.learning;

import org.jspecify.annotations.NullMarked;
