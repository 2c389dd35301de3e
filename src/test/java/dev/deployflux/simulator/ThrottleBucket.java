package dev.deployflux.simulator;

/**
 * The token buckets of one account and region, by the rates in "Request throttling for the Amazon ECS API". The one of
 * {@code StopServiceDeployment} and {@code ContinueServiceDeployment} isn't published; 5 a second is assumed, as ECS has
 * for other calls that change things. Nor is that of {@code DescribeServiceRevisions}; the rate of deployments is assumed.
 */
enum ThrottleBucket {
    SERVICE_DEPLOYMENTS(50, 20),
    SERVICES(100, 20),
    CLUSTERS(50, 20),
    STOPS(50, 5),
    REVISIONS(50, 20);

    private final int burst;
    private final int perSecond;

    ThrottleBucket(int burst, int perSecond) {
        this.burst = burst;
        this.perSecond = perSecond;
    }

    int burst() {
        return burst;
    }

    int perSecond() {
        return perSecond;
    }

    static ThrottleBucket of(Operation operation) {
        return switch (operation) {
            case LIST_SERVICE_DEPLOYMENTS, DESCRIBE_SERVICE_DEPLOYMENTS -> SERVICE_DEPLOYMENTS;
            case LIST_SERVICES, DESCRIBE_SERVICES -> SERVICES;
            case LIST_CLUSTERS -> CLUSTERS;
            case STOP_SERVICE_DEPLOYMENT, CONTINUE_SERVICE_DEPLOYMENT -> STOPS;
            case DESCRIBE_SERVICE_REVISIONS -> REVISIONS;
        };
    }
}
