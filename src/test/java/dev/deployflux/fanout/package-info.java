/** Tests of lists of many services, which are given or found. */
@NullMarked
package dev.deployflux.fanout;

import org.jspecify.annotations.NullMarked;
