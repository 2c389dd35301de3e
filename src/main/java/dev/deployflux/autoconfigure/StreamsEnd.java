package dev.deployflux.autoconfigure;

import dev.deployflux.webflux.DeploymentSse;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Ends the streams of every {@link DeploymentSse} bean when the application begins to close. A graceful shutdown first
 * waits for the requests that are under way, and these would never be over.
 */
final class StreamsEnd implements ApplicationListener<ContextClosedEvent>, ApplicationContextAware {

    private @Nullable ApplicationContext application;

    @Override
    public void setApplicationContext(ApplicationContext context) {
        application = context;
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent closed) {
        if (closed.getApplicationContext() == application
                && application instanceof ConfigurableApplicationContext context) {
            ConfigurableListableBeanFactory beans = context.getBeanFactory();
            for (String name : beans.getBeanNamesForType(DeploymentSse.class, false, false)) {
                if (beans.getSingleton(name) instanceof DeploymentSse sse) { // one that isn't made yet stays so
                    sse.dispose();
                }
            }
        }
    }
}
