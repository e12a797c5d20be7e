/**
 * Who may do what: API keys with their scopes, which scope each path needs, and who sees which jobs. Deciding is pure; keys come
 * from a {@link dev.kintsugi.access.KeyStore}.
 */
@NullMarked
package dev.kintsugi.access;

import org.jspecify.annotations.NullMarked;
