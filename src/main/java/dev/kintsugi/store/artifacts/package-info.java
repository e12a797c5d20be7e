/** Artifacts in files, rows and buckets. */
@NullMarked
package dev.kintsugi.store.artifacts;

import org.jspecify.annotations.NullMarked;
