package dev.deployflux.autoconfigure;

import dev.deployflux.watch.DeploymentWatcherBuilder;

/**
 * A bean that changes the auto-configured {@link dev.deployflux.watch.DeploymentWatcher} before it is built, after the
 * properties. Of several, each is called, in the order of {@link org.springframework.core.annotation.Order}.
 */
@FunctionalInterface
public interface DeploymentWatcherCustomizer {

    /**
     * Sets options.
     *
     * @param builder holds the properties, and what the customizers before have set
     */
    void customize(DeploymentWatcherBuilder builder);
}
