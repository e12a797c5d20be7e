/**
 * SQLite. Its parts, each of which imports only those listed after it:
 *
 * <ol>
 *   <li>this package: a database in use, and what is done when its files are damaged
 *   <li>{@code driver}: its library, and connections that keep their statements
 *   <li>{@code format}: what of its files is read and mended without SQLite
 * </ol>
 */
@NullMarked
package dev.kintsugi.store.sqlite;

import org.jspecify.annotations.NullMarked;
