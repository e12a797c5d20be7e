/** What both databases share, and documents in them. */
@NullMarked
package dev.kintsugi.store.sql;

import org.jspecify.annotations.NullMarked;
