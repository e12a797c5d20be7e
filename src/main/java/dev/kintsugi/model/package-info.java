/**
 * Which models there are and whether their files are whole.
 *
 * <p>Owns the models folder, manifests, the sources that files come from, their verification and restoration, and the
 * choice of another model. Rank 1: imports recovery.
 */
@NullMarked
package dev.kintsugi.model;

import org.jspecify.annotations.NullMarked;
