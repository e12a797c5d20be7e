/** The pages for people, sent from the program itself: none is unpacked, so that they need no disk. */
@NullMarked
package dev.kintsugi.api.pages;

import org.jspecify.annotations.NullMarked;
