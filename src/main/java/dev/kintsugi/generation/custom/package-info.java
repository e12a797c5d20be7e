/** Strategies of whoever runs the service: beans, webhooks and commands that are asked what to do about a failure. */
@NullMarked
package dev.kintsugi.generation.custom;

import org.jspecify.annotations.NullMarked;
