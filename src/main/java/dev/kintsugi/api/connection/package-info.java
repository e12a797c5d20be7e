/**
 * Connections of clients, below HTTP: how many there may be, and how long one may keep its place without use.
 *
 * <p>Rank 8: imports nothing of the other packages.
 */
@NullMarked
package dev.kintsugi.api.connection;

import org.jspecify.annotations.NullMarked;
