package dev.deployflux.webflux;

import java.time.Duration;

/** Checked options of {@link DeploymentSse}. */
record SseOptions(Duration heartbeat, Duration retry, int maxClients, Duration stallTimeout) {}
