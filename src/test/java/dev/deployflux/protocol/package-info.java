/**
 * The simulator and the Java SDK under this library, judged by the cases that Smithy, whose protocol ECS speaks, has for
 * every client and server of it.
 */
@NullMarked
package dev.deployflux.protocol;

import org.jspecify.annotations.NullMarked;
