package dev.deployflux.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import reactor.core.Disposable;

/**
 * Disposes of every bean of a type when the application begins to close, the application's own beans too. A graceful
 * shutdown first waits for the requests that are under way, and those that stream from such a bean would never be over.
 */
final class EarlyDisposal implements ApplicationListener<ContextClosedEvent>, ApplicationContextAware, Ordered {

    private final Class<? extends Disposable> type;
    private final int order;
    private @Nullable ApplicationContext application;

    /** Types of lower order end first: who reads a stream goes before the stream. */
    EarlyDisposal(Class<? extends Disposable> type, int order) {
        this.type = type;
        this.order = order;
    }

    @Override
    public void setApplicationContext(ApplicationContext context) {
        application = context;
    }

    @Override
    public int getOrder() {
        return order;
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent closed) {
        if (closed.getApplicationContext() == application
                && application instanceof ConfigurableApplicationContext context) {
            ConfigurableListableBeanFactory beans = context.getBeanFactory();
            for (String name : beans.getBeanNamesForType(type, false, false)) {
                if (beans.getSingleton(name) instanceof Disposable made) { // one that isn't made yet stays so
                    made.dispose();
                }
            }
        }
    }
}
