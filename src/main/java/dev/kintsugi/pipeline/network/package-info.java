/** Networks of models whose files are verified before they are used. */
@NullMarked
package dev.kintsugi.pipeline.network;

import org.jspecify.annotations.NullMarked;
