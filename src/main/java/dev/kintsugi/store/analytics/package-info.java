/** The file of the failures that were counted. */
@NullMarked
package dev.kintsugi.store.analytics;

import org.jspecify.annotations.NullMarked;
