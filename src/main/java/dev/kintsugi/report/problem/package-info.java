/** Problem documents (RFC 9457). */
@NullMarked
package dev.kintsugi.report.problem;

import org.jspecify.annotations.NullMarked;
