/** Errors become problem documents. */
@NullMarked
package dev.kintsugi.api.error;

import org.jspecify.annotations.NullMarked;
