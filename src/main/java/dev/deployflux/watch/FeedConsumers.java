package dev.deployflux.watch;

import static dev.deployflux.concurrent.Arguments.require;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** The consumers of a feed in this process, by their names. Thread-safe. */
final class FeedConsumers {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final FeedStore store;
    private final WatchOptions options;
    private final Map<String, FeedConsumer> consumers = new LinkedHashMap<>();
    private boolean disposed;

    FeedConsumers(FeedStore store, WatchOptions options) {
        this.store = store;
        this.options = options;
    }

    Disposable add(
            String name, Function<? super DeploymentEvent, ? extends Publisher<?>> handler, DeploymentFeed feed) {
        require(
                NAME.matcher(name).matches(),
                "a consumer can't be named \"" + name + "\": write 1 to 64 letters, digits, -, _ or ., such as slack");
        FeedConsumer consumer = new FeedConsumer(name, handler, feed, store, options, this::remove);
        synchronized (this) {
            if (disposed) {
                throw new IllegalStateException(
                        "the feed has been disposed of: make another, with DeploymentWatcher.feed(...)");
            }
            require(
                    consumers.putIfAbsent(name, consumer) == null,
                    "this feed has a consumer \"" + name
                            + "\" already: dispose of that, or give this one another name");
        }
        consumer.start();
        return consumer;
    }

    private synchronized void remove(FeedConsumer consumer) {
        consumers.remove(consumer.name(), consumer);
    }

    /** Ends all of them, and takes no others. Completes when another replica may have their leases. */
    Mono<Void> dispose() {
        List<FeedConsumer> all;
        synchronized (this) {
            disposed = true;
            all = List.copyOf(consumers.values());
        }
        all.forEach(FeedConsumer::dispose);
        return Mono.when(all.stream().map(FeedConsumer::released).toList());
    }

    synchronized List<ConsumerHealth> health() {
        return consumers.values().stream().map(FeedConsumer::health).toList();
    }
}
