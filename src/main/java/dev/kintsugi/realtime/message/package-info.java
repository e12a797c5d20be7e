/** What is said over the WebSocket, both ways, and how it is read. */
@NullMarked
package dev.kintsugi.realtime.message;

import org.jspecify.annotations.NullMarked;
