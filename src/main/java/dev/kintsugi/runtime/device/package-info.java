/** Devices, their memory budget and settings. */
@NullMarked
package dev.kintsugi.runtime.device;

import org.jspecify.annotations.NullMarked;
