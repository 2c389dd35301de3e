/** Tests with the SDK's own client over real connections to the simulator, and with what goes wrong on them. */
@NullMarked
package dev.deployflux.http;

import org.jspecify.annotations.NullMarked;
