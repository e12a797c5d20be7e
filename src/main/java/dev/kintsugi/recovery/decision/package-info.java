/** The pure decision: remedies and their order. */
@NullMarked
package dev.kintsugi.recovery.decision;

import org.jspecify.annotations.NullMarked;
