/** The driver of SQLite: its shared library, and connections that keep their statements. */
@NullMarked
package dev.kintsugi.store.sqlite.driver;

import org.jspecify.annotations.NullMarked;
