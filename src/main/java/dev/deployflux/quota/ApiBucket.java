package dev.deployflux.quota;

/**
 * The buckets out of which Amazon ECS lets an account make calls in a region, with the numbers that it publishes. Every
 * call takes a token; a bucket holds {@link #burst()} of them and refills by {@link #perSecond()}; a call that finds it
 * empty fails with {@code ThrottlingException}. The actions that are named together share one bucket.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html">Request throttling for
 *     the Amazon ECS API</a>
 */
public enum ApiBucket {

    /** {@code ListServiceDeployments} and {@code DescribeServiceDeployments}: a burst of 50, and 20 a second. */
    SERVICE_DEPLOYMENTS(50, 20),

    /** {@code ListServices} and {@code DescribeServices}: a burst of 100, and 20 a second. */
    SERVICES(100, 20),

    /** {@code ListClusters} and {@code DescribeClusters}: a burst of 50, and 20 a second. */
    CLUSTERS(50, 20);

    private final int burst;
    private final int perSecond;

    ApiBucket(int burst, int perSecond) {
        this.burst = burst;
        this.perSecond = perSecond;
    }

    /**
     * How many calls the bucket lets through at once when it is full.
     *
     * @return calls, as published
     */
    public int burst() {
        return burst;
    }

    /**
     * How many calls a second the bucket refills.
     *
     * @return calls a second, as published
     */
    public int perSecond() {
        return perSecond;
    }
}
