/** Alerts on their way: those that a receiver does not take are sent again, and none holds up anything else. */
@NullMarked
package dev.kintsugi.ops.alert.delivery;

import org.jspecify.annotations.NullMarked;
