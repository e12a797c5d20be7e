/** The taxonomy of failures and the data of one. */
@NullMarked
package dev.kintsugi.recovery.failure;

import org.jspecify.annotations.NullMarked;
