/** What kinds of failure there are: for programs as JSON, for people as pages. */
@NullMarked
package dev.kintsugi.api.failures;

import org.jspecify.annotations.NullMarked;
