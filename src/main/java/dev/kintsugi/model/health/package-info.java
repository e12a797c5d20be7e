/** Integrity and availability of files. */
@NullMarked
package dev.kintsugi.model.health;

import org.jspecify.annotations.NullMarked;
