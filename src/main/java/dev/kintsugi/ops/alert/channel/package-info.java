/** Where alerts are sent, and in which words each receiver wants them. */
@NullMarked
package dev.kintsugi.ops.alert.channel;

import org.jspecify.annotations.NullMarked;
