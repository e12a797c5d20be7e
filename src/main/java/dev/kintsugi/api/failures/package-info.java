/** The pages about failures. */
@NullMarked
package dev.kintsugi.api.failures;

import org.jspecify.annotations.NullMarked;
