package dev.deployflux;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.supplyAsync;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Factory;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;

/** The Reactive Streams TCK on {@code list} and {@code pages}, of a client that answers at once and of one that doesn't. */
public class TckTest extends PublisherVerification<Object> {

    private static final int ROWS_PER_PAGE = 7;
    private static final long TIMEOUT_MILLIS = 1_000;
    private static final long QUIET_MILLIS = 20;

    private final boolean pages;
    private final boolean later;

    @Factory(dataProvider = "publishers")
    public TckTest(boolean pages, boolean later) {
        super(new TestEnvironment(TIMEOUT_MILLIS, QUIET_MILLIS));
        this.pages = pages;
        this.later = later;
    }

    @DataProvider
    public static Object[][] publishers() {
        return new Object[][] {{false, false}, {false, true}, {true, false}, {true, true}};
    }

    @Override
    public long maxElementsFromPublisher() {
        return Integer.MAX_VALUE;
    }

    @Override
    @SuppressWarnings("unchecked") // the TCK only reads
    public Publisher<Object> createPublisher(long elements) {
        int rows = (int) elements;
        ServiceDeployments deployments = ServiceDeployments.create(ScriptedClient.answering(request -> later
                ? supplyAsync(() -> ScriptedClient.page(request, rows))
                : completedFuture(ScriptedClient.page(request, rows))));
        ListServiceDeploymentsRequest request = ListServiceDeploymentsRequest.builder()
                .service("web")
                .maxResults(pages ? 1 : ROWS_PER_PAGE)
                .build();
        return (Publisher<Object>) (Publisher<?>) (pages ? deployments.pages(request) : deployments.list(request));
    }

    /** None: what the TCK means is an error before any demand, and without demand we make no call that could fail. */
    @Override
    public @Nullable Publisher<Object> createFailedPublisher() {
        return null;
    }
}
