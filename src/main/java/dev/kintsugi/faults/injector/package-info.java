/** Where faults are injected. */
@NullMarked
package dev.kintsugi.faults.injector;

import org.jspecify.annotations.NullMarked;
