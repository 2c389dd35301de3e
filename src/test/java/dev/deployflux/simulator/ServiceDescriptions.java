package dev.deployflux.simulator;

import java.time.Duration;

/**
 * How {@code DescribeServices} tells of services.
 *
 * @param lag by how much {@code currentServiceDeployment} and {@code currentServiceRevisions} are behind
 * @param inactiveFor for how long a deleted service is told of
 * @param events how many events of a service are told at most
 */
record ServiceDescriptions(Duration lag, Duration inactiveFor, int events) {

    static final ServiceDescriptions USUAL = new ServiceDescriptions(Duration.ZERO, Duration.ofHours(1), 5);

    /** So many ECS keeps of a service. */
    static final int MOST_EVENTS = 100;

    ServiceDescriptions withLag(Duration newLag) {
        if (newLag.isNegative()) {
            throw new IllegalArgumentException(
                    "What is current lags by zero or longer, such as 30 seconds; not by %s".formatted(newLag));
        }
        return new ServiceDescriptions(newLag, inactiveFor, events);
    }

    ServiceDescriptions withInactiveFor(Duration told) {
        if (told.isNegative()) {
            throw new IllegalArgumentException(
                    "A deleted service is told of for zero or longer, such as an hour; not for %s".formatted(told));
        }
        return new ServiceDescriptions(lag, told, events);
    }

    ServiceDescriptions withEvents(int most) {
        if (most < 0 || most > MOST_EVENTS) {
            throw new IllegalArgumentException("ECS tells up to %d events of a service, so give 0 to %d, not %d"
                    .formatted(MOST_EVENTS, MOST_EVENTS, most));
        }
        return new ServiceDescriptions(lag, inactiveFor, most);
    }
}
