/** API keys in a file of the home, or in PostgreSQL where instances share their jobs. */
@NullMarked
package dev.kintsugi.store.keys;

import org.jspecify.annotations.NullMarked;
