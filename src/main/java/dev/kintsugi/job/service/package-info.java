/** Submit, find, cancel. */
@NullMarked
package dev.kintsugi.job.service;

import org.jspecify.annotations.NullMarked;
