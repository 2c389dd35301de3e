/**
 * What the build promises: its packages and their arrows, its versions, what it publishes; that BlockHound watches every
 * test, and what it leaves out; and the races of all packages, which share one start of jcstress.
 */
@NullMarked
package dev.deployflux.build;

import org.jspecify.annotations.NullMarked;
