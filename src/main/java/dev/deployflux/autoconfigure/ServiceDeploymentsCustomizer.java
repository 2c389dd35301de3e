package dev.deployflux.autoconfigure;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceDeploymentsBuilder;

/**
 * A bean that changes the auto-configured {@link ServiceDeployments} before they are built, after the properties. Of
 * several, each is called, in the order of {@link org.springframework.core.annotation.Order}.
 */
@FunctionalInterface
public interface ServiceDeploymentsCustomizer {

    /**
     * Sets options.
     *
     * @param builder holds the properties, and what the customizers before have set
     */
    void customize(ServiceDeploymentsBuilder builder);
}
