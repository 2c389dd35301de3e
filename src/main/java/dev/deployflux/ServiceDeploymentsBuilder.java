package dev.deployflux;

import static dev.deployflux.concurrent.Arguments.require;

import dev.deployflux.quota.ApiQuota;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.util.retry.Retry;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** Builds {@link ServiceDeployments}: how far they read ahead, and how their calls are paced, tried again and observed. */
public final class ServiceDeploymentsBuilder {

    private final EcsAsyncClient client;
    private int readAhead = 1;
    private @Nullable Retry pageRetry;
    private ApiQuota quota = ApiQuota.unlimited();
    private @Nullable CallObserver observer;

    ServiceDeploymentsBuilder(EcsAsyncClient client) {
        this.client = Objects.requireNonNull(client, "client");
    }

    /**
     * How many pages may wait, unread, behind the page whose rows are being emitted. With 1 or more, the next page
     * is on its way while the subscriber works on the rows of this one, as soon as it has asked for more rows than
     * have arrived; an unbounded subscriber never waits for a page that it could have had. With 0 the next page is
     * asked for when the last row is gone. One service's list has one call under way at a time, whatever the
     * value, since each page names the next.
     *
     * <p>Reading ahead adds no call for rows that are requested. A subscriber that requests more than it takes, and
     * cancels, may have paid for up to that many pages more.
     *
     * @param pages 0 or more; default 1
     * @return this
     * @throws IllegalArgumentException if {@code pages} is negative
     */
    public ServiceDeploymentsBuilder readAhead(int pages) {
        require(
                pages >= 0,
                "readAhead is " + pages + ", but it counts pages: write 0 for none, or 1 (the default) or more");
        this.readAhead = pages;
        return this;
    }

    /**
     * Tries a page again that failed after all attempts of the client. Default: none, because the client already
     * retries as it was configured to, and each attempt here runs all of its attempts. Rows that were emitted are
     * not emitted again.
     *
     * <p>A client that makes one attempt, as one of a {@linkplain #quota(ApiQuota) quota} should, wants
     * {@link PageRetries#transientErrors}: without it, a connection that breaks or a clock that is wrong fails a page.
     * It isn't set of itself, since nothing tells here how often the client tries, and both would multiply.
     *
     * @param retry such as {@code PageRetries.transientErrors(3, Duration.ofMillis(100))}; its count starts anew with
     *     each page, and when it gives up the error is the SDK's last one. A call is made on the thread where the pause before
     *     it ends, by default one of Reactor's {@code parallel} scheduler; give the retry another by {@code scheduler(...)}
     *     if your credentials provider blocks.
     * @return this
     */
    public ServiceDeploymentsBuilder pageRetry(Retry retry) {
        this.pageRetry = Objects.requireNonNull(retry, "retry");
        return this;
    }

    /**
     * Paces every call, so that ECS throttles none. A page waits for its permit without blocking anybody, and if it
     * had to wait, is called for on a thread of the quota's scheduler; a page that is {@linkplain #pageRetry(Retry) tried
     * again} takes another permit. The attempts of a client that retries of itself wait for none: let it make one,
     * and this builder's {@code pageRetry} try again. Default: {@link ApiQuota#unlimited()}, because ECS counts by
     * account and region, and only the caller knows who shares them.
     *
     * @param quota such as {@code ApiQuota.published()}; the same instance for all who use one account and region
     * @return this
     */
    public ServiceDeploymentsBuilder quota(ApiQuota quota) {
        this.quota = Objects.requireNonNull(quota, "quota");
        return this;
    }

    /**
     * Watches every call. Called another time, both do, the second around the first. Default: nobody.
     *
     * @param observer is told of each call when it has its permit of the {@linkplain #quota(ApiQuota) quota}
     * @return this
     */
    public ServiceDeploymentsBuilder observer(CallObserver observer) {
        Objects.requireNonNull(observer, "observer");
        this.observer = this.observer == null ? observer : this.observer.andThen(observer);
        return this;
    }

    /**
     * Builds it.
     *
     * @return deployments with these options
     */
    public ServiceDeployments build() {
        return new ServiceDeployments(new EcsCalls(client, quota, pageRetry, observer, readAhead));
    }
}
