package dev.deployflux.watch;

import dev.deployflux.fixture.TckEnvironment;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import reactor.core.publisher.Flux;

/** The Reactive Streams TCK on the entries of a feed. */
public class EntriesTckTest extends PublisherVerification<FeedEntry> {

    public EntriesTckTest() {
        super(new TckEnvironment());
    }

    @Override
    public long maxElementsFromPublisher() {
        return FeedTckTest.MOST;
    }

    @Override
    public Publisher<FeedEntry> createPublisher(long elements) {
        return FeedTckTest.feed(elements).entries().take(elements);
    }

    /** One that has been disposed of. */
    @Override
    public @Nullable Publisher<FeedEntry> createFailedPublisher() {
        DeploymentFeed feed = FeedTckTest.feed(1);
        feed.dispose();
        return Flux.from(feed.entries());
    }
}
