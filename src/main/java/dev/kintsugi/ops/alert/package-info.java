/**
 * Alerts: a failure that is critical, or a failure type that comes far more often than it did, is told to those who operate the
 * service, once, and once more when it is over. Without a receiver in the settings nothing runs.
 *
 * <p>Its parts, each of which imports only those listed after it:
 *
 * <ol>
 *   <li>this package: what fires and what is over
 *   <li>{@code delivery}: sending, and sending again
 *   <li>{@code channel}: receivers and their formats
 * </ol>
 */
@NullMarked
package dev.kintsugi.ops.alert;

import org.jspecify.annotations.NullMarked;
