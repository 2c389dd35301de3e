package dev.deployflux.autoconfigure;

import dev.deployflux.webflux.DeploymentSse;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.ClassUtils;
import reactor.util.Logger;
import reactor.util.Loggers;

/** Says at the start what was asked for and isn't there, a line each, with what to do. */
final class StartNotices implements SmartInitializingSingleton {

    private static final Logger LOG = Loggers.getLogger(StartNotices.class);

    /** Versions that stop reading kept-alive connections: https://github.com/reactor/reactor-netty/issues/4361. */
    private static final Set<String> DEAF = Set.of("1.3.6", "1.3.7");

    private static final String SWITCH = "reactor.netty.http.server.lastFlushWhenNoRead";

    private final DeployfluxProperties properties;
    private final ListableBeanFactory beans;

    StartNotices(DeployfluxProperties properties, ListableBeanFactory beans) {
        this.properties = properties;
        this.beans = beans;
    }

    @Override
    public void afterSingletonsInstantiated() {
        DeployfluxProperties.Aws aws = properties.aws();
        if ((aws.endpoint() != null || aws.region() != null) && !beans.containsBean("deployfluxEcsClient")) {
            LOG.warn(
                    "deployflux.aws.endpoint and deployflux.aws.region are not used: the application has a client of its"
                            + " own. Set them there, or remove them.");
        }
        if (!properties.web().enabled()) {
            if (properties.web().page()) {
                LOG.warn(
                        "There is no page, although deployflux.web.page is true: set deployflux.web.enabled=true, as it"
                                + " shows what these routes tell.");
            }
            return;
        }
        if (!beans.containsBean("deployfluxRoutes")) {
            LOG.warn(
                    "There are no routes, although deployflux.web.enabled is true: they need a WebFlux application with Jackson"
                            + " 3, which spring-boot-starter-webflux makes where there is no spring-boot-starter-webmvc and"
                            + " spring.main.web-application-type isn't set. Elsewhere set deployflux.web.enabled=false, and write a"
                            + " controller of your own.");
            return;
        }
        aboutRoutes();
    }

    /** Says what the routes lack. Needs Spring's web classes. */
    private void aboutRoutes() {
        if (!isOneStream()) {
            LOG.warn("The routes are those of lists alone, as there isn't one feed for events, health and the page: set"
                    + " deployflux.feed.clusters or deployflux.feed.services, or define one DeploymentFeed bean.");
        }
        String version = reactorNetty();
        if (isDeaf(version, System.getProperty(SWITCH))) {
            LOG.warn(
                    "Reactor Netty {} at times reads no more of a connection that is kept alive"
                            + " (https://github.com/reactor/reactor-netty/issues/4361): use Spring Boot 4.1.2, or set"
                            + " reactor-bom.version to 2025.0.8 and netty.version to 4.2.18.Final or newer. Else start"
                            + " with -D{}=true, which helps all but clients that pipeline.",
                    version,
                    SWITCH);
        }
    }

    /** Whether the routes find exactly one stream. In an application whose beans are lazy, this makes none of them. */
    private boolean isOneStream() {
        int streams = beans.getBeanNamesForType(DeploymentSse.class, true, false).length;
        return streams == 1
                || (streams > 1 && beans.getBeanProvider(DeploymentSse.class).getIfUnique() != null);
    }

    static boolean isDeaf(@Nullable String version, @Nullable String setting) {
        return version != null && DEAF.contains(version) && !Boolean.parseBoolean(setting);
    }

    /** {@code null} if there is none, or if it doesn't say. */
    static @Nullable String reactorNetty() {
        String server = "reactor.netty.http.server.HttpServer";
        ClassLoader loader = StartNotices.class.getClassLoader();
        return ClassUtils.isPresent(server, loader)
                ? ClassUtils.resolveClassName(server, loader).getPackage().getImplementationVersion()
                : null;
    }
}
