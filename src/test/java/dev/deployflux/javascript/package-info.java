/**
 * The simulator and the Java SDK under this library, judged by the AWS SDK for JavaScript, which shares no model and no
 * code with either.
 */
@NullMarked
package dev.deployflux.javascript;

import org.jspecify.annotations.NullMarked;
