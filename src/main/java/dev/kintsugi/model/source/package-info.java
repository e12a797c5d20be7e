/** Where files can be restored from. */
@NullMarked
package dev.kintsugi.model.source;

import org.jspecify.annotations.NullMarked;
