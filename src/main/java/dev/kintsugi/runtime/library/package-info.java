/** The native libraries that come with the service: where they are unpacked, and that they are whole before they are loaded. */
@NullMarked
package dev.kintsugi.runtime.library;

import org.jspecify.annotations.NullMarked;
