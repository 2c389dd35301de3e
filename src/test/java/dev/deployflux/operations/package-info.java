/** The operator's kit, {@code src/docs/operations}: its dashboard and its alerts, by what the library exports to Prometheus. */
@NullMarked
package dev.deployflux.operations;

import org.jspecify.annotations.NullMarked;
