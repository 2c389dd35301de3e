package dev.deployflux.list;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.supplyAsync;

import dev.deployflux.FanOutOptions;
import dev.deployflux.ScanOptions;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.ScriptedClient;
import dev.deployflux.fixture.TckEnvironment;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentWatcher;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Factory;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;

/** The Reactive Streams TCK on the streams, of clients that answer at once and of clients that don't. */
public class TckTest extends PublisherVerification<Object> {

    private static final int ROWS_PER_PAGE = 7;
    private static final int ROWS_PER_SERVICE = 10;

    private enum Stream {
        LIST,
        PAGES,
        LIST_ALL,
        SCAN,
        WATCH
    }

    private final Stream stream;
    private final boolean later;

    @Factory(dataProvider = "publishers")
    public TckTest(Stream stream, boolean later) {
        super(new TckEnvironment());
        this.stream = stream;
        this.later = later;
    }

    @DataProvider
    public static Object[][] publishers() {
        return new Object[][] {
            {Stream.LIST, false},
            {Stream.LIST, true},
            {Stream.PAGES, true},
            {Stream.LIST_ALL, false},
            {Stream.LIST_ALL, true},
            {Stream.SCAN, true},
            {Stream.WATCH, true}
        };
    }

    @Override
    public long maxElementsFromPublisher() {
        return Integer.MAX_VALUE;
    }

    @Override
    @SuppressWarnings("unchecked") // the TCK only reads
    public Publisher<Object> createPublisher(long elements) {
        int rows = (int) elements;
        ServiceDeployments deployments = ServiceDeployments.create(ScriptedClient.answering(
                request -> later ? supplyAsync(() -> page(request, rows)) : completedFuture(page(request, rows))));
        return (Publisher<Object>) (Publisher<?>)
                switch (stream) {
                    case LIST -> deployments.list(r -> r.service("web").maxResults(ROWS_PER_PAGE));
                    case PAGES -> deployments.pages(r -> r.service("web").maxResults(1));
                    case LIST_ALL ->
                        deployments.listAll(services(rows), r -> r.maxResults(ROWS_PER_PAGE), FanOutOptions.create());
                    case SCAN ->
                        deployments.scan(r -> r.service("web").maxResults(ROWS_PER_PAGE), ScanOptions.create());
                    case WATCH -> watch(deployments, rows).take(elements);
                };
    }

    /** Without an end: two events for each service at once, and then one each millisecond. */
    private static Flux<DeploymentEvent> watch(ServiceDeployments deployments, int services) {
        return DeploymentWatcher.builder(deployments)
                .interval(Duration.ofMillis(1))
                .idleInterval(Duration.ofMillis(1))
                .build()
                .watch(Flux.range(0, Math.min(services, 20)).map(i -> new ServiceRef("c" + i, "0")));
    }

    private static ListServiceDeploymentsResponse page(ListServiceDeploymentsRequest request, int rows) {
        return ScriptedClient.page(
                request, request.service().equals("web") ? rows : Integer.parseInt(request.service()));
    }

    /** Each named by the number of its rows; the last has those that are left. */
    private static Flux<ServiceRef> services(int rows) {
        return Flux.range(0, rows / ROWS_PER_SERVICE + 1)
                .map(i -> new ServiceRef("prod", "" + Math.min(ROWS_PER_SERVICE, rows - i * ROWS_PER_SERVICE)));
    }

    /** None: what the TCK means is an error before any demand, and without demand we make no call that could fail. */
    @Override
    public @Nullable Publisher<Object> createFailedPublisher() {
        return null;
    }
}
