/** Artifacts are kept, regenerated, forgotten. */
@NullMarked
package dev.kintsugi.job.artifact;

import org.jspecify.annotations.NullMarked;
