/** Problem documents as pages for browsers. */
@NullMarked
package dev.kintsugi.api.html;

import org.jspecify.annotations.NullMarked;
