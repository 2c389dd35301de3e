/** Tests of deployments in full: batches, their demand and order, what ECS doesn't know, failures and cancels. */
@NullMarked
package dev.deployflux.details;

import org.jspecify.annotations.NullMarked;
