/** Damage is noticed and files are restored. */
@NullMarked
package dev.kintsugi.model.repair;

import org.jspecify.annotations.NullMarked;
