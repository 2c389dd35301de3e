package dev.deployflux;

import java.time.Duration;

/**
 * A call to the ECS API that is about to be made.
 *
 * @param operation as ECS names it, such as {@code ListServiceDeployments}; one of four names
 * @param waited how long it has waited for its permit of the quota, in real time; zero or more
 */
public record ApiCall(String operation, Duration waited) {}
