/**
 * How interfaces with settings say what is allowed in them.
 *
 * <p>Rank 0: imports the JDK only. The interfaces lie beside what they are the settings of.
 */
@NullMarked
package dev.kintsugi.settings;

import org.jspecify.annotations.NullMarked;
