package dev.deployflux;

import static dev.deployflux.concurrent.Arguments.require;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * How {@link ServiceDeployments#details()} goes about its calls. By default a batch that isn't full goes when nothing came for
 * 250 ms, and deployments that ECS doesn't know are named at the end. Immutable.
 *
 * <p>A batch is 20 rows, or as many as are still asked for. It goes when it is full, when the publisher of rows has ended or
 * paused, and in front of a row of another account or region, which ECS may refuse together with all else in its call.
 */
public final class DetailsOptions {

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    final Duration pause;

    /** {@code null} is the default, which is looked up for each subscriber: Reactor replaces it after a shutdown. */
    private final @Nullable Scheduler scheduler;

    /** Whether the first failure ends the stream. */
    final boolean failFast;

    /** Is told of failures; {@code null} if they are told at the end, or end the stream. */
    final @Nullable Consumer<DetailsFailure> report;

    private DetailsOptions(Builder builder) {
        this.pause = builder.pause;
        this.scheduler = builder.scheduler;
        this.failFast = builder.failFast;
        this.report = builder.report;
    }

    /**
     * The defaults.
     *
     * @return options with the defaults of {@link Builder}
     */
    public static DetailsOptions create() {
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
        builder.pause = pause;
        builder.scheduler = scheduler;
        builder.failFast = failFast;
        builder.report = report;
        return builder;
    }

    Scheduler scheduler() {
        return scheduler != null ? scheduler : Schedulers.boundedElastic();
    }

    /** Builds {@link DetailsOptions}. */
    public static final class Builder {

        private Duration pause = Duration.ofMillis(250);
        private @Nullable Scheduler scheduler;
        private boolean failFast;
        private @Nullable Consumer<DetailsFailure> report;

        private Builder() {}

        /**
         * How long the publisher of rows says nothing before a batch goes that isn't full. Longer saves calls when rows come
         * one by one, as those of a fan-out over many small services do; shorter tells sooner of rows that come seldom, as
         * those of a watch do. A batch whose rows come just within it goes when it is full: after 19 times as long at most.
         *
         * @param pause 0 to 1 minute; default 250 ms. With 0 a batch holds what was there at once when it was asked for:
         *     one row, if they come from another thread.
         * @return this
         * @throws IllegalArgumentException if it is negative, or more than a minute
         */
        public Builder pause(Duration pause) {
            require(
                    !pause.isNegative() && pause.compareTo(LONGEST_PAUSE) <= 0,
                    "pause is " + pause
                            + ", but rows wait for it: write 0 to 1 minute, such as Duration.ofMillis(250)");
            this.pause = pause;
            return this;
        }

        /**
         * The clock of the pause, and where a call starts that waited for it.
         *
         * @param scheduler default {@code Schedulers.boundedElastic()}, as a client may block while it looks for credentials
         * @return this
         */
        public Builder scheduler(Scheduler scheduler) {
            this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
            return this;
        }

        /**
         * Ends the stream with the first failure, behind the rows that arrived before it or with it: a
         * {@code ServiceDeploymentNotFoundException}, what a call failed with, with its deployments named in a suppressed
         * exception, or an {@link IllegalArgumentException} for what is no ARN of a deployment, whose batch is not sent.
         *
         * @return this
         */
        public Builder failFast() {
            return onFailure(true, null);
        }

        /**
         * The default: describes the others, then ends with a {@link DetailsException} that names each deployment that is
         * missing. It holds their exceptions until then.
         *
         * @return this
         */
        public Builder failAtEnd() {
            return onFailure(false, null);
        }

        /**
         * Reports each deployment that is missing, and goes on. An error of the publisher of rows still ends the stream,
         * after the rows that it had given.
         *
         * @param report called on a thread that completed a call, that requests rows, or that the publisher of rows uses,
         *     never twice at once, so it mustn't block; what it throws ends the stream
         * @return this
         */
        public Builder reportFailures(Consumer<DetailsFailure> report) {
            return onFailure(false, Objects.requireNonNull(report, "report"));
        }

        private Builder onFailure(boolean ends, @Nullable Consumer<DetailsFailure> reporter) {
            this.failFast = ends;
            this.report = reporter;
            return this;
        }

        /**
         * Builds them.
         *
         * @return options with these values
         */
        public DetailsOptions build() {
            return new DetailsOptions(this);
        }
    }
}
