/** What a plan can be changed into after a failure. */
@NullMarked
package dev.kintsugi.pipeline.remedy;

import org.jspecify.annotations.NullMarked;
