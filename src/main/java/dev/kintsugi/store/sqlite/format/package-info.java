/** What of the files of SQLite is read and mended without SQLite. */
@NullMarked
package dev.kintsugi.store.sqlite.format;

import org.jspecify.annotations.NullMarked;
