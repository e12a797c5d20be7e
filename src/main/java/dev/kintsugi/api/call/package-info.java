/** Limits of calls. */
@NullMarked
package dev.kintsugi.api.call;

import org.jspecify.annotations.NullMarked;
