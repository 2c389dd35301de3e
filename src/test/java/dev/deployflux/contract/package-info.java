/**
 * What must hold for what users write: {@link dev.deployflux.contract.FeedStoreContract} judges a store for the replicas of a
 * feed. In the tests jar, and made of the public API alone.
 */
@NullMarked
package dev.deployflux.contract;

import org.jspecify.annotations.NullMarked;
