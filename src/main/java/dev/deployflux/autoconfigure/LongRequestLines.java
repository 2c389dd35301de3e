package dev.deployflux.autoconfigure;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Lets request lines of up to 128 KB through to the routes, if these are switched on: they say what is wrong with such a
 * query, while Reactor Netty would refuse more than 4 KB without a word. It is a default that any other source of properties
 * overrides. Public for Spring Boot, which makes it.
 */
public final class LongRequestLines implements EnvironmentPostProcessor, Ordered {

    /** No source of an application has this name: it would be replaced. */
    private static final String SOURCE = LongRequestLines.class.getName();

    private static final String PROPERTY = "server.netty.max-initial-line-length";

    /** For Spring Boot. */
    public LongRequestLines() {}

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.getProperty("deployflux.enabled", Boolean.class, true)
                && environment.getProperty("deployflux.web.enabled", Boolean.class, false)) {
            environment.getPropertySources().addLast(new MapPropertySource(SOURCE, Map.of(PROPERTY, "128KB")));
        }
    }

    /** Runs after the configuration files have been read. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
