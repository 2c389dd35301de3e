package dev.deployflux.details;

import dev.deployflux.DetailsOptions;
import dev.deployflux.fixture.TckEnvironment;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Factory;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** The Reactive Streams TCK on deployments in full, of rows that are there at once and of rows that aren't. */
public class DetailsTckTest extends PublisherVerification<String> {

    private final boolean later;

    @Factory(dataProvider = "publishers")
    public DetailsTckTest(boolean later) {
        super(new TckEnvironment());
        this.later = later;
    }

    @DataProvider
    public static Object[][] publishers() {
        return new Object[][] {{false}, {true}};
    }

    @Override
    public long maxElementsFromPublisher() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Publisher<String> createPublisher(long elements) {
        Flux<ServiceDeploymentBrief> rows = DescribingClient.rows((int) elements);
        DescribingClient ecs = new DescribingClient();
        return later
                ? ecs.answeringOn(ForkJoinPool.commonPool())
                        .details(
                                rows.publishOn(Schedulers.parallel()),
                                DetailsOptions.builder()
                                        .pause(Duration.ofMillis(1))
                                        .build())
                : ecs.details(rows);
    }

    /** None: the rows are subscribed to at the first demand, and what the TCK means is an error before it. */
    @Override
    public @Nullable Publisher<String> createFailedPublisher() {
        return null;
    }
}
