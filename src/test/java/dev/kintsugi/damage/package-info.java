/**
 * The damage matrix: every file of several models is damaged in every way at every moment, on the packaged service, and what
 * clients get is compared with the right picture.
 */
package dev.kintsugi.damage;
