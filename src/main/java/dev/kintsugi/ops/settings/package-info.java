/** Validation of settings. */
@NullMarked
package dev.kintsugi.ops.settings;

import org.jspecify.annotations.NullMarked;
