/** Lets calls in: by API keys, or because only this machine reaches the service. */
@NullMarked
package dev.kintsugi.api.access;

import org.jspecify.annotations.NullMarked;
