/** PostgreSQL. */
@NullMarked
package dev.kintsugi.store.postgres;

import org.jspecify.annotations.NullMarked;
