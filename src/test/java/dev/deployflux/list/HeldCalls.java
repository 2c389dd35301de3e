package dev.deployflux.list;

import dev.deployflux.fixture.ScriptedClient;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;

/** Calls that stay under way until the test completes them, so that it decides what happens meanwhile. */
final class HeldCalls {

    private final List<CompletableFuture<ListServiceDeploymentsResponse>> futures = new CopyOnWriteArrayList<>();
    private final ScriptedClient client;
    private final int rows;

    HeldCalls(int rows) {
        this.rows = rows;
        this.client = ScriptedClient.answering(request -> {
            CompletableFuture<ListServiceDeploymentsResponse> future = new CompletableFuture<>();
            futures.add(future);
            return future;
        });
    }

    ScriptedClient client() {
        return client;
    }

    int count() {
        return futures.size();
    }

    CompletableFuture<ListServiceDeploymentsResponse> call(int number) {
        return futures.get(number - 1);
    }

    /** Completes the call of that number, counted from 1, with its page. */
    void answer(int number) {
        ListServiceDeploymentsRequest request = client.calls().get(number - 1);
        call(number).complete(ScriptedClient.page(request, rows));
    }
}
