/**
 * The recovery scorecard: real faults of every kind that can be met, what became of the requests that met them, and the
 * same with recovery switched off.
 */
package dev.kintsugi.scorecard;
