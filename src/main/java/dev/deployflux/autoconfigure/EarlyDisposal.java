package dev.deployflux.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Disposes of every bean of a type when the application begins to close, the application's own beans too. A graceful
 * shutdown first waits for the requests that are under way, and those that stream from such a bean would never be over. Waits for
 * {@value #PATIENCE_MILLIS} ms at most until all of them are done.
 *
 * @param application has the beans; it hears of the closing of its children, too, which doesn't count
 * @param type which beans
 * @param disposal disposes of one when it is subscribed to, and completes when that is done
 * @param order types of lower order end first: who reads a stream goes before the stream
 */
record EarlyDisposal<T extends Disposable>(
        ConfigurableApplicationContext application, Class<T> type, Function<T, Mono<Void>> disposal, int order)
        implements ApplicationListener<ContextClosedEvent>, Ordered {

    private static final long PATIENCE_MILLIS = 1_000;

    @Override
    public int getOrder() {
        return order;
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent closed) {
        if (closed.getApplicationContext() != application) {
            return;
        }
        ConfigurableListableBeanFactory beans = application.getBeanFactory();
        List<Mono<Void>> disposals = new ArrayList<>();
        for (String name : beans.getBeanNamesForType(type, false, false)) {
            Object made = beans.getSingleton(name); // one that isn't made yet stays so
            if (type.isInstance(made)) {
                disposals.add(disposal.apply(type.cast(made)));
            }
        }
        Mono.whenDelayError(disposals)
                .timeout(Duration.ofMillis(PATIENCE_MILLIS))
                .onErrorComplete()
                .toFuture()
                .join();
    }
}
