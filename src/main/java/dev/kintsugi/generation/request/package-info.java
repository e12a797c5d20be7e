/** What is asked for: a request of each kind as it was sent, and what all have. */
@NullMarked
package dev.kintsugi.generation.request;

import org.jspecify.annotations.NullMarked;
