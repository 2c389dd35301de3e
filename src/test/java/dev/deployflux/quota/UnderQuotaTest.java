package dev.deployflux.quota;

import static dev.deployflux.simulator.Operation.LIST_SERVICES;
import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.FanOutOptions;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.CountedClient;
import dev.deployflux.fixture.SdkPauses;
import dev.deployflux.fixture.SimulatedShops;
import dev.deployflux.fixture.VirtualTime;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * A hundred services of three pages each, against a simulator that throttles as ECS does: a burst of 50 and 20 a second. The
 * real SDK over HTTP, in virtual time, of which a call takes a tenth of a second.
 *
 * <pre>
 *                                                throttled calls    failed services
 *   listAll with a quota, 99 % of the rate used                  0                  0
 *   flatMap of 50, no retries                                   98                 98
 *   flatMap of 8, no retries                                    82                 82
 *   flatMap of 50, the SDK's own retries                 about 310           about 57
 *   flatMap of 8, the SDK's own retries                   about 85           about 17
 * </pre>
 *
 * <p>50 is what the SDK has connections for. Its retries vary because their pauses are random.
 */
@Timeout(60)
class UnderQuotaTest {

    private static final Duration LATENCY = Duration.ofMillis(100);
    private static final int SERVICES = 100;
    private static final int PAGES = 3;

    private final VirtualTime time = new VirtualTime();
    private final EcsSimulator ecs = EcsSimulator.builder()
            .throttling(true)
            .throttlingClock(time.clock())
            .faultScheduler(time.withinCalls())
            .start();
    private final SimulatedShops shops = new SimulatedShops(ecs);
    private final List<CountedClient> clients = new ArrayList<>();
    private final CountedClient tryingOnce = client(UnderQuotaTest::tryingOnce);
    private final ApiQuota quota = ApiQuota.builder().scheduler(time).build();

    /** ARNs of the rows that arrived. */
    private final List<String> rows = new ArrayList<>();

    @AfterEach
    void stop() {
        clients.forEach(CountedClient::close);
        ecs.close();
    }

    private CountedClient client(Consumer<ClientOverrideConfiguration.Builder> options) {
        CountedClient client = new CountedClient(
                ecs.clientBuilder().overrideConfiguration(options).build(), time);
        clients.add(client);
        return client;
    }

    private static void tryingOnce(ClientOverrideConfiguration.Builder options) {
        options.retryStrategy(DefaultRetryStrategy.doNotRetry());
    }

    /** The SDK's defaults, whose pauses pass in virtual time. */
    private void retrying(ClientOverrideConfiguration.Builder options) {
        options.scheduledExecutorService(new SdkPauses(time.withinCalls()));
    }

    private void hundredServices() {
        int[] rowsOfServices = new int[SERVICES / 4];
        Arrays.fill(rowsOfServices, 100 * (PAGES - 1) + 1);
        shops.cluster("a", rowsOfServices)
                .cluster("b", rowsOfServices)
                .cluster("c", rowsOfServices)
                .cluster("d", rowsOfServices);
        ecs.faults()
                .inject(
                        LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.latency(LATENCY)).always());
    }

    private void await(Flux<ServiceDeploymentBrief> listing) {
        time.await(listing.doOnNext(row -> rows.add(row.serviceDeploymentArn())).count());
    }

    private int throttled() {
        return (int) ecs.calls().all().stream()
                .filter(call ->
                        call.errorCode().filter("ThrottlingException"::equals).isPresent())
                .count();
    }

    /** Calls that the bucket permits from the start until then. */
    private static double permitted(ApiBucket bucket, Duration until) {
        return bucket.burst() + bucket.perSecond() * until.toNanos() / 1e9;
    }

    @Test
    void aFanOutUsesTheRateAndNoCallIsThrottled() {
        hundredServices();

        await(ServiceDeployments.builder(tryingOnce)
                .quota(quota)
                .build()
                .listAll(Flux.fromIterable(shops.refs()), r -> {}, FanOutOptions.create()));

        assertThat(rows).containsExactlyInAnyOrderElementsOf(shops.arns());
        assertThat(throttled()).as("throttled calls").isZero();
        assertThat(ecs.calls().count()).isEqualTo(SERVICES * PAGES);
        assertThat(SERVICES
                        * PAGES
                        / permitted(ApiBucket.SERVICE_DEPLOYMENTS, tryingOnce.lastCall(LIST_SERVICE_DEPLOYMENTS)))
                .as("share of the permitted calls that was made")
                .isBetween(0.98, 1.0);
    }

    /** More clusters than ListServices has in its burst; calls take no time, as clusters are read one after another. */
    @Test
    void discoveryAndFanOutUseTheirBucketsSideBySide() {
        for (int i = 0; i < 130; i++) {
            shops.cluster("c" + i, 1);
        }
        ServiceDeployments deployments =
                ServiceDeployments.builder(tryingOnce).quota(quota).build();

        await(deployments.listAll(deployments.services(deployments.clusters()), r -> {}, FanOutOptions.create()));

        assertThat(rows).containsExactlyInAnyOrderElementsOf(shops.arns());
        assertThat(throttled()).as("throttled calls").isZero();
        assertThat(130 / permitted(ApiBucket.SERVICES, tryingOnce.lastCall(LIST_SERVICES)))
                .isBetween(0.98, 1.0);
        assertThat(130 / permitted(ApiBucket.SERVICE_DEPLOYMENTS, tryingOnce.lastCall(LIST_SERVICE_DEPLOYMENTS)))
                .isBetween(0.98, 1.0);
    }

    /**
     * Ten calls a second of somebody else, at irregular times: in step with ours, they would find the bucket always just
     * before a token comes, or always just behind.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whoAsksForHalfOfTheRateBesideGetsIt(long seed) {
        hundredServices();
        Random random = new Random(seed);
        AtomicInteger granted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        EcsAsyncClient theirs = client(UnderQuotaTest::tryingOnce);
        Disposable competitor = Mono.defer(() -> Mono.delay(Duration.ofMillis(random.nextInt(201)), time))
                .repeat()
                .subscribe(moment -> {
                    var unused = theirs.listServiceDeployments(
                                    r -> r.cluster("a").service("s1"))
                            .whenComplete((page, error) -> (error == null ? granted : refused).incrementAndGet());
                });

        await(ServiceDeployments.builder(tryingOnce)
                .quota(quota)
                .pageRetry(Retry.max(20).filter(UnderQuotaTest::isThrottling))
                .build()
                .listAll(Flux.fromIterable(shops.refs()), r -> {}, FanOutOptions.create()));
        competitor.dispose();

        assertThat(rows).containsExactlyInAnyOrderElementsOf(shops.arns());
        assertThat((double) granted.get() / (granted.get() + refused.get()))
                .as("share of their calls that was let through")
                .isGreaterThan(0.9);
        assertThat(throttled() - refused.get())
                .as("throttled calls of ours, of " + SERVICES * PAGES)
                .isBetween(1, SERVICES * PAGES / 20);
        assertThat((SERVICES * PAGES + granted.get())
                        / permitted(ApiBucket.SERVICE_DEPLOYMENTS, tryingOnce.lastCall(LIST_SERVICE_DEPLOYMENTS)))
                .as("share of the permitted calls that was made together")
                .isGreaterThan(0.95);
    }

    private static boolean isThrottling(Throwable error) {
        return error instanceof EcsException refusal && refusal.isThrottlingException();
    }

    /** What is written without this library: a flatMap of services, whose failures are counted. */
    private int failedServices(EcsAsyncClient client, int concurrency) {
        hundredServices();
        AtomicInteger failed = new AtomicInteger();
        await(Flux.fromIterable(shops.refs())
                .flatMap(
                        service -> pages(client, service).onErrorResume(error -> {
                            assertThat(error).matches(UnderQuotaTest::isThrottling);
                            failed.incrementAndGet();
                            return Flux.empty();
                        }),
                        concurrency));
        return failed.get();
    }

    private static Flux<ServiceDeploymentBrief> pages(EcsAsyncClient client, ServiceRef service) {
        ListServiceDeploymentsRequest first = ListServiceDeploymentsRequest.builder()
                .cluster(service.cluster())
                .service(service.service())
                .maxResults(100)
                .build();
        return Mono.fromFuture(() -> client.listServiceDeployments(first))
                .expand(page -> page.nextToken() == null
                        ? Mono.empty()
                        : Mono.fromFuture(() -> client.listServiceDeployments(
                                first.toBuilder().nextToken(page.nextToken()).build())))
                .flatMapIterable(ListServiceDeploymentsResponse::serviceDeployments);
    }

    @Test
    void aPlainFlatMapOfFiftyIsThrottled() {
        assertThat(failedServices(tryingOnce, 50)).isEqualTo(98);
        assertThat(throttled()).as("throttled calls").isEqualTo(98);
    }

    @Test
    void aPlainFlatMapOfEightIsThrottled() {
        assertThat(failedServices(tryingOnce, 8)).isEqualTo(82);
        assertThat(throttled()).as("throttled calls").isEqualTo(82);
    }

    @Test
    void theSdksRetriesAddThrottledCallsToAPlainFlatMapOfFifty() {
        assertThat(failedServices(client(this::retrying), 50)).isBetween(30, 80);
        assertThat(throttled()).as("throttled calls").isBetween(200, 400);
    }

    @Test
    void theSdksRetriesDoNotSaveAllServicesOfAPlainFlatMapOfEight() {
        assertThat(failedServices(client(this::retrying), 8)).isBetween(5, 40);
        assertThat(throttled()).as("throttled calls").isBetween(50, 150);
    }
}
