package dev.deployflux.watch;

import dev.deployflux.watch.DeploymentEvent.FellBehind;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.EventKind.Topic;
import dev.deployflux.watch.HasteEvents.DetectorFailing;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import org.jspecify.annotations.Nullable;

/** What goes wrong with the watch as a whole, each as it was told last; {@code null} where nothing does. */
record WatchTrouble(
        @Nullable LookupFailing lookup,
        @Nullable FellBehind behind,
        @Nullable DetailsFailing details,
        @Nullable DetectorFailing detector,
        @Nullable HintsFailing hints) {

    static WatchTrouble of(LastWords words) {
        return new WatchTrouble(
                (LookupFailing) words.of(Topic.LOOKUP),
                (FellBehind) words.of(Topic.PUNCTUALITY),
                (DetailsFailing) words.of(Topic.DETAILS),
                (DetectorFailing) words.of(Topic.DETECTOR),
                (HintsFailing) words.of(Topic.HINTS));
    }
}
