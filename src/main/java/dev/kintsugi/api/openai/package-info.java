/** OpenAI's image endpoints. */
@NullMarked
package dev.kintsugi.api.openai;

import org.jspecify.annotations.NullMarked;
