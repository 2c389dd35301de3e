package dev.deployflux.autoconfigure;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import reactor.core.Disposable;

/**
 * Disposes of every bean of a type when the application begins to close, the application's own beans too. A graceful
 * shutdown first waits for the requests that are under way, and those that stream from such a bean would never be over.
 *
 * @param application has the beans; it hears of the closing of its children, too, which doesn't count
 * @param type which beans
 * @param order types of lower order end first: who reads a stream goes before the stream
 */
record EarlyDisposal(ConfigurableApplicationContext application, Class<? extends Disposable> type, int order)
        implements ApplicationListener<ContextClosedEvent>, Ordered {

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
        for (String name : beans.getBeanNamesForType(type, false, false)) {
            if (beans.getSingleton(name) instanceof Disposable made) { // one that isn't made yet stays so
                made.dispose();
            }
        }
    }
}
