/** The sources that files are restored from. */
@NullMarked
package dev.kintsugi.model.source;

import org.jspecify.annotations.NullMarked;
