/** How the service is as a whole: told when somebody asks, and when it changes. */
@NullMarked
package dev.kintsugi.report.status;

import org.jspecify.annotations.NullMarked;
