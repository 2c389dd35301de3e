/** Tests of the list of one service's deployments: its pages, demand, failures and cancels. */
@NullMarked
package dev.deployflux.list;

import org.jspecify.annotations.NullMarked;
