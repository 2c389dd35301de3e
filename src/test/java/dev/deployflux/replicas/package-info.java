/** Programs that play several processes of one application, and judge what they do together. */
@NullMarked
package dev.deployflux.replicas;

import org.jspecify.annotations.NullMarked;
