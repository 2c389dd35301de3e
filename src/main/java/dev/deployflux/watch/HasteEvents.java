package dev.deployflux.watch;

import java.time.Duration;

/**
 * What a watch tells of the two that only hasten its passes: the {@linkplain
 * DeploymentWatcherBuilder#detector(ServiceFingerprints) detector} and the {@linkplain
 * DeploymentWatcherBuilder#hints(org.reactivestreams.Publisher) hints}. {@link DeploymentEvent} inherits them, so that they are
 * written {@code DeploymentEvent.DetectorFailing}; an import has to name this one.
 */
public sealed interface HasteEvents permits DeploymentEvent {

    /** News of either. */
    sealed interface OfHaste extends DeploymentEvent.OfWatch {}

    /**
     * Services with nothing in flight can't be described, all or some: they are listed every {@link
     * DeploymentWatcherBuilder#idleInterval(Duration) idleInterval} in place of that, as without a detector. Told once until {@link
     * DetectorRecovered}.
     *
     * @param error the SDK's own exception, or a {@link java.util.concurrent.TimeoutException}
     * @param services how many are concerned, 1 or more
     * @param retryIn after which pause they are described again
     */
    record DetectorFailing(Throwable error, int services, Duration retryIn) implements OfHaste {

        /**
         * Why, and what it costs.
         *
         * @return a sentence for people; its wording may change
         */
        public String reason() {
            return MessageText.of(services)
                    + " services can't be described, and each is listed every idle interval, where one call would describe 10"
                    + (PermanentError.is(error)
                            ? ": allow ecs:DescribeServices, or build the watcher without a detector"
                            : "")
                    + ". " + error;
        }
    }

    /** All services with nothing in flight can be described again. */
    record DetectorRecovered() implements OfHaste {}

    /**
     * The publisher of hints has failed: until it is subscribed to again, changes are found by the intervals alone. Told with
     * each failure until {@link HintsRecovered}.
     *
     * @param error what the publisher failed with
     * @param failures how many in a row, 1 or more
     * @param retryIn after which pause it is subscribed to again
     */
    record HintsFailing(Throwable error, int failures, Duration retryIn) implements OfHaste {}

    /**
     * The publisher of hints has given one again.
     *
     * @param failures how many there were in a row
     */
    record HintsRecovered(int failures) implements OfHaste {}
}
