/** Sessions: open, share, evict, run, cancel. */
@NullMarked
package dev.kintsugi.runtime.session;

import org.jspecify.annotations.NullMarked;
