/** OpenAI's API: the official clients work unchanged. */
@NullMarked
package dev.kintsugi.api.openai;

import org.jspecify.annotations.NullMarked;
