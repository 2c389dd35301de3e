package dev.deployflux;

import dev.deployflux.ScriptedHistory.Edges;
import dev.deployflux.ScriptedHistory.Order;
import dev.deployflux.fixture.ScriptedClient;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;

/** A service in memory that scans read, and a fixed time. */
abstract class ScanScene {

    static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    static final ListServiceDeploymentsRequest WEB =
            ListServiceDeploymentsRequest.builder().service("web").build();

    final ScriptedHistory history = new ScriptedHistory(Order.NEWEST_FIRST, new Edges(true, true));
    final ScriptedClient client =
            ScriptedClient.answering(request -> CompletableFuture.completedFuture(history.answer(request)));
    final ServiceDeployments deployments = ServiceDeployments.create(client);
    final ScanOptions.Builder options = ScanOptions.builder().clock(() -> NOW);

    /** So many rows, evenly over 90 days. */
    void rows(int count) {
        for (int i = 0; i < count; i++) {
            history.put(
                    "arn/" + i, NOW.minus(Duration.ofDays(90).multipliedBy(i).dividedBy(count)), "SUCCESSFUL");
        }
    }
}
