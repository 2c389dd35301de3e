package dev.deployflux.watch;

import java.time.Duration;

/**
 * Finds out which of the services with nothing in flight have changed, by DescribeServices calls for 10 services of a cluster
 * each, so that they needn't be listed one by one: what {@link DeploymentWatcherBuilder#detector(ServiceFingerprints)} is given.
 * Immutable.
 */
public final class ServiceFingerprints {

    final Duration listEvery;

    private ServiceFingerprints(Duration listEvery) {
        this.listEvery = listEvery;
    }

    /**
     * With the default.
     *
     * @return a detector that has each service listed every 15 minutes whatever it sees
     */
    public static ServiceFingerprints create() {
        return new ServiceFingerprints(Duration.ofMinutes(15));
    }

    /**
     * How often each service is listed although nothing about it seems to have changed. So long a deployment may go unnoticed
     * that DescribeServices shows nothing of; it is told then, as a pass reaches back to the one before.
     *
     * @param interval a millisecond or more, not less than {@link DeploymentWatcherBuilder#idleInterval(Duration)}; {@linkplain
     *     DeploymentWatcherBuilder#jitter(double) jitter} makes it longer or shorter
     * @return a detector with this interval
     */
    public ServiceFingerprints listEvery(Duration interval) {
        return new ServiceFingerprints(WatchOptions.positive("listEvery", interval, "Duration.ofMinutes(15)"));
    }
}
