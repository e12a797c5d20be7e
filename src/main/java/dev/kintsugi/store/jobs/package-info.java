/** Jobs and their events. */
@NullMarked
package dev.kintsugi.store.jobs;

import org.jspecify.annotations.NullMarked;
