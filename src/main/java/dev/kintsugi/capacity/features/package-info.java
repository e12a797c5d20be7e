/** What the service can do and what each feature needs. */
@NullMarked
package dev.kintsugi.capacity.features;

import org.jspecify.annotations.NullMarked;
