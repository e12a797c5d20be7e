/** What clients ask for, whatever the protocol. Rank 7: imports job and what is below it. */
@NullMarked
package dev.kintsugi.request;

import org.jspecify.annotations.NullMarked;
