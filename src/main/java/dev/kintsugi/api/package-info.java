/**
 * REST: what the API's parts share. Errors become problem documents here and nowhere else.
 *
 * <p>Rank 8: imports report, job and what is below it.
 */
@NullMarked
package dev.kintsugi.api;

import org.jspecify.annotations.NullMarked;
