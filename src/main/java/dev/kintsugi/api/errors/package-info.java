/** Failures in numbers, and the last of them. */
@NullMarked
package dev.kintsugi.api.errors;

import org.jspecify.annotations.NullMarked;
