/** The operator's settings of recovery. */
@NullMarked
package dev.kintsugi.generation.settings;

import org.jspecify.annotations.NullMarked;
