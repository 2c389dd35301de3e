package dev.deployflux;

import static dev.deployflux.concurrent.Arguments.require;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How {@link ServiceDeployments#listAll} goes through many services. By default 8 at once, clusters taking turns, and
 * services that fail are named at the end. Immutable.
 *
 * <p>No call is made before a row is requested, and none is started while as many are under way as rows are missing, up to
 * the {@linkplain Builder#concurrency(int) concurrency}: as each may bring one row or none, {@code take(10)} may begin 8
 * services where the first would have sufficed. The publisher of services is asked for no more of them than rows are
 * missing, up to the {@linkplain Builder#lookahead(int) lookahead}. Up to {@code concurrency + readAhead} pages are held.
 */
public final class FanOutOptions {

    final int concurrency;
    final int lookahead;
    final boolean orderedByCluster;

    /** Whether the first failure ends the stream. */
    final boolean failFast;

    /** Is told of failures; {@code null} if they are told at the end, or end the stream. */
    final @Nullable Consumer<ServiceFailure> report;

    private FanOutOptions(Builder builder) {
        this.concurrency = builder.concurrency;
        this.lookahead = builder.lookahead;
        this.orderedByCluster = builder.orderedByCluster;
        this.failFast = builder.failFast;
        this.report = builder.report;
    }

    /**
     * The defaults.
     *
     * @return options with the defaults of {@link Builder}
     */
    public static FanOutOptions create() {
        return builder().build();
    }

    /**
     * Other options than the defaults.
     *
     * @return a builder that holds the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Options that differ from these.
     *
     * @return a builder that holds the values of these options
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.concurrency = concurrency;
        builder.lookahead = lookahead;
        builder.orderedByCluster = orderedByCluster;
        builder.failFast = failFast;
        builder.report = report;
        return builder;
    }

    /** Builds {@link FanOutOptions}. */
    public static final class Builder {

        private int concurrency = 8;
        private int lookahead = 1_000;
        private boolean orderedByCluster;
        private boolean failFast;
        private @Nullable Consumer<ServiceFailure> report;

        private Builder() {}

        /**
         * How many services are listed at once, and so how many of their calls are under way at most; what the publisher
         * of services calls comes on top. The default of 8 uses up ECS's rate: 20 calls a second keep 8 busy if a call
         * takes 0.4 s, and faster calls only wait for their turn earlier. More brings rows sooner only where the account has
         * a higher quota.
         *
         * @param services 1 or more; default 8
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder concurrency(int services) {
            require(
                    services >= 1,
                    "concurrency is " + services
                            + ", but it counts services listed at once: write 1 for one after another, or more");
            this.concurrency = services;
            return this;
        }

        /**
         * How many services may be taken from their publisher before it is their turn. Clusters take turns among
         * these, so a cluster that comes behind more services of another waits for some of them. Taking services ahead
         * from {@link ServiceDeployments#services} costs one call for 100 of them, earlier than otherwise, and never
         * more services are taken ahead than rows are requested.
         *
         * @param services 1 or more; default 1,000, some 100 KiB
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder lookahead(int services) {
            require(
                    services >= 1,
                    "lookahead is " + services
                            + ", but it counts services taken ahead: write 1 to take them as they come, or more");
            this.lookahead = services;
            return this;
        }

        /**
         * Whether the rows of a cluster come together: clusters in the order in which the publisher first names them, a
         * cluster's services still mixed. The next cluster begins when the last call of this one has ended, and
         * clusters don't take turns. For a publisher that names clusters alternately, this holds as far as
         * {@link #lookahead(int)} reaches.
         *
         * @param ordered default false
         * @return this
         */
        public Builder orderedByCluster(boolean ordered) {
            this.orderedByCluster = ordered;
            return this;
        }

        /**
         * Ends the stream with the first failure: the SDK's own exception, which names the service in a suppressed
         * one, behind the rows that arrived before it. An exception of somebody else's that takes no suppressed ones is
         * the cause of one that names the service. Calls under way are aborted. An error of the publisher of
         * services does the same.
         *
         * @return this
         */
        public Builder failFast() {
            return onFailure(true, null);
        }

        /**
         * The default: lists the other services, then ends with a {@link FanOutException} that names each one that
         * failed. It holds their exceptions until then: in a region that is down, as many as there are services.
         *
         * @return this
         */
        public Builder failAtEnd() {
            return onFailure(false, null);
        }

        /**
         * Reports each service that fails, and goes on. An error of the publisher of services, which has no service
         * to name, still ends the stream, after the services that it had named.
         *
         * @param report called on a thread that completed a call, that requests rows, or that the publisher of services
         *     uses, never twice at once, so it mustn't block; what it throws ends the stream
         * @return this
         */
        public Builder reportFailures(Consumer<ServiceFailure> report) {
            return onFailure(false, Objects.requireNonNull(report, "report"));
        }

        private Builder onFailure(boolean ends, @Nullable Consumer<ServiceFailure> reporter) {
            this.failFast = ends;
            this.report = reporter;
            return this;
        }

        /**
         * Builds them.
         *
         * @return options with these values
         */
        public FanOutOptions build() {
            return new FanOutOptions(this);
        }
    }
}
