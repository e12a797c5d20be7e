/** The models folder: what is in it, and the choice of another model. */
@NullMarked
package dev.kintsugi.model.repository;

import org.jspecify.annotations.NullMarked;
