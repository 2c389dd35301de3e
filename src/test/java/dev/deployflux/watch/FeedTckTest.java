package dev.deployflux.watch;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.fixture.TckEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** The Reactive Streams TCK on a feed, of as many deployments as events are wanted. */
public class FeedTckTest extends PublisherVerification<DeploymentEvent> {

    static final int MOST = 10_000;

    public FeedTckTest() {
        super(new TckEnvironment());
    }

    @Override
    public long maxElementsFromPublisher() {
        return MOST;
    }

    @Override
    public Publisher<DeploymentEvent> createPublisher(long elements) {
        return feed(elements).events().take(elements);
    }

    static DeploymentFeed feed(long deployments) {
        return DeploymentWatcher.builder(ServiceDeployments.create(new History(deployments)))
                .grace(Duration.ZERO)
                .eventLog(2 * MOST)
                .build()
                .feed(Flux.just(SimulatedWatch.ref("web")));
    }

    /** One that has been disposed of. */
    @Override
    public @Nullable Publisher<DeploymentEvent> createFailedPublisher() {
        DeploymentFeed feed = feed(1);
        feed.dispose();
        return feed.events();
    }

    private record History(long deployments) implements EcsAsyncClient {

        @Override
        public CompletableFuture<ListServiceDeploymentsResponse> listServiceDeployments(
                ListServiceDeploymentsRequest request) {
            return CompletableFuture.supplyAsync(() -> ListServiceDeploymentsResponse.builder()
                    .serviceDeployments(LongStream.range(0, deployments)
                            .mapToObj(i -> ServiceDeploymentBrief.builder()
                                    .serviceDeploymentArn("web/" + i)
                                    .createdAt(Instant.now())
                                    .status("PENDING")
                                    .build())
                            .toList())
                    .build());
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
