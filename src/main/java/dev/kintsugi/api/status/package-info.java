/** Status and service levels. */
@NullMarked
package dev.kintsugi.api.status;

import org.jspecify.annotations.NullMarked;
