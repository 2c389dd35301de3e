package dev.deployflux.simulator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** A status that a deployment takes {@code after} its life began. */
record DeploymentStep(
        Duration after,
        ServiceDeploymentStatus status,
        @Nullable String reason) {}
