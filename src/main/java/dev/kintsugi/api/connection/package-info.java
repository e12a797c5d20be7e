/**
 * Connections of clients, below HTTP: how many there may be, and how long one may keep its place without use.
 *
 * <p>Rank 8: imports nothing of the other packages; what is said to clients is a {@link dev.kintsugi.api.connection.Wording}.
 */
@NullMarked
package dev.kintsugi.api.connection;

import org.jspecify.annotations.NullMarked;
