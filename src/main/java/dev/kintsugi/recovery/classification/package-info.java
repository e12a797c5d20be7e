/** From a throwable to a failure. */
@NullMarked
package dev.kintsugi.recovery.classification;

import org.jspecify.annotations.NullMarked;
