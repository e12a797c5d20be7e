/** The formats that pictures are sent in. They are kept as PNG. */
@NullMarked
package dev.kintsugi.pipeline.picture;

import org.jspecify.annotations.NullMarked;
