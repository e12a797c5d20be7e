/** SQLite. */
@NullMarked
package dev.kintsugi.store.sqlite;

import org.jspecify.annotations.NullMarked;
