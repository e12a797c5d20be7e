/** Reading files: fingerprints, checksums, file errors. */
@NullMarked
package dev.kintsugi.model.file;

import org.jspecify.annotations.NullMarked;
