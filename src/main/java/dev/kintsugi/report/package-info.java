/**
 * What clients are told, whatever the protocol: problem documents, the trail of repairs, how an answer came about.
 *
 * <p>The only place where failures and outcomes become something for the wire. Rank 7: imports job and what is below
 * it.
 */
@NullMarked
package dev.kintsugi.report;

import org.jspecify.annotations.NullMarked;
