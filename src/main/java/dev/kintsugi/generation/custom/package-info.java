/** The operator's own strategies: beans, webhooks, commands. */
@NullMarked
package dev.kintsugi.generation.custom;

import org.jspecify.annotations.NullMarked;
