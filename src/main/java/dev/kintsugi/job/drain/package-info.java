/** How far the end of the service has come, what it waits for, and what callers are told meanwhile. */
@NullMarked
package dev.kintsugi.job.drain;

import org.jspecify.annotations.NullMarked;
