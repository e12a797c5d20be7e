/** Learned state. */
@NullMarked
package dev.kintsugi.api.admin;

import org.jspecify.annotations.NullMarked;
