/** Small files in the home that are replaced as a whole. */
@NullMarked
package dev.kintsugi.store.file;

import org.jspecify.annotations.NullMarked;
