package dev.deployflux;

import static dev.deployflux.concurrent.Arguments.require;

import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How {@link ServiceDeployments#scan} goes about a window: by default in up to 8 slices at once. Immutable.
 *
 * <p>A scan starts as one chain of pages, and is sliced when the pages that arrive show that it is long, where its rows are.
 * For p full pages it makes at most p + p/20 + slices + 12 API calls: 230 for 200 pages in 8 slices; rows created in the
 * very millisecond of a cut may be listed twice. A history of one page costs one call, one of two pages three at most. No
 * call is made before a row is requested, and none is started while as many are under way as rows are missing. Where calls
 * are paced to 20 a second a scan gains little: it is for histories of many pages, and for quotas that allow its pace.
 *
 * <p>If a server ignores {@code createdAt}, as an emulator may, a scan follows one chain of pages from the first row on that
 * lies outside its slice, within the same number of calls. Rows outside the request's own window come then, as they do from
 * {@code list}.
 *
 * <p>A scan holds up to {@code slices + readAhead} pages, and the ARN of each row until the end.
 */
public final class ScanOptions {

    final int slices;
    final Consumer<ScanProgress> progress;

    /** Tells where a window without a newest edge is taken to end. */
    final InstantSource clock;

    private ScanOptions(Builder builder) {
        this.slices = builder.slices;
        this.progress = builder.progress;
        this.clock = builder.clock;
    }

    /**
     * The defaults.
     *
     * @return options with the defaults of {@link Builder}
     */
    public static ScanOptions create() {
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
        builder.slices = slices;
        builder.progress = progress;
        builder.clock = clock;
        return builder;
    }

    /** Builds {@link ScanOptions}. */
    public static final class Builder {

        private int slices = 8;
        private Consumer<ScanProgress> progress = made -> {};
        private InstantSource clock = InstantSource.system();

        private Builder() {}

        /**
         * How many slices of the window are read at once, and so how many calls are under way at most. A short history
         * isn't sliced. More slices pay while calls are slow and the quota allows them: at 20 calls a second, 8 slices
         * are busy if a call takes 0.4 s.
         *
         * @param slices 1 or more; 1 makes the calls of {@code list}; default 8
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder slices(int slices) {
            require(
                    slices >= 1,
                    "slices is " + slices
                            + ", but it counts slices read at once: write 1 for one chain of pages, or more");
            this.slices = slices;
            return this;
        }

        /**
         * Tells how far a scan has come, after each page.
         *
         * @param progress called on the thread that completed the call or on one that requests rows, never twice at once
         *     for one subscriber, before the rows of the page are emitted, so it mustn't block; what it throws ends the
         *     stream. Default: tells nobody.
         * @return this
         */
        public Builder progress(Consumer<ScanProgress> progress) {
            this.progress = Objects.requireNonNull(progress, "progress");
            return this;
        }

        /** Sets what tests need whose calls have to be the same each time. */
        Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /**
         * Builds them.
         *
         * @return options with these values
         */
        public ScanOptions build() {
            return new ScanOptions(this);
        }
    }
}
