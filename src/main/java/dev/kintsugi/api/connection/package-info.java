/** Limits of connections. */
@NullMarked
package dev.kintsugi.api.connection;

import org.jspecify.annotations.NullMarked;
