/** How the service is as a whole. */
@NullMarked
package dev.kintsugi.api.status;

import org.jspecify.annotations.NullMarked;
