/** The page for people, in a Chromium: what somebody on call sees, on screens of all sizes, by the keyboard, and when all is lost. */
@NullMarked
package dev.deployflux.page;

import org.jspecify.annotations.NullMarked;
