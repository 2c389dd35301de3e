package dev.deployflux.autoconfigure;

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * The only auto-configuration that is on before Spring Boot 4. It says that the others are off: they would start, and fail
 * request by request. Uses nothing that Spring Boot 3 hasn't got.
 */
@AutoConfiguration("deployfluxUnsupportedSpringBootAutoConfiguration")
@ConditionalOnProperty(name = "deployflux.enabled", havingValue = "true", matchIfMissing = true)
@ConditionalOnMissingClass("org.springframework.boot.EnvironmentPostProcessor")
public final class UnsupportedSpringBootAutoConfiguration {

    private static final Logger LOG = Loggers.getLogger(UnsupportedSpringBootAutoConfiguration.class);

    UnsupportedSpringBootAutoConfiguration() {
        LOG.warn(
                "deployflux has no beans here: they, its routes, meters and health need Spring Boot 4, and this is {}."
                        + " ServiceDeployments, ApiQuota and DeploymentWatcher work without: make them yourself. Update"
                        + " Spring Boot, or set deployflux.enabled=false to read this no more.",
                SpringBootVersion.getVersion());
    }
}
