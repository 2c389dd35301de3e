package dev.deployflux;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** An {@link EcsAsyncClient} that answers from memory, on the calling thread, and keeps a ledger of its calls. */
final class ScriptedClient implements EcsAsyncClient {

    private final Function<ListServiceDeploymentsRequest, CompletableFuture<ListServiceDeploymentsResponse>> script;
    private final List<ListServiceDeploymentsRequest> ledger = new CopyOnWriteArrayList<>();
    private boolean keepsLedger = true;

    private ScriptedClient(
            Function<ListServiceDeploymentsRequest, CompletableFuture<ListServiceDeploymentsResponse>> script) {
        this.script = script;
    }

    /** Answers with whatever the script returns or throws. */
    static ScriptedClient answering(
            Function<ListServiceDeploymentsRequest, CompletableFuture<ListServiceDeploymentsResponse>> script) {
        return new ScriptedClient(script);
    }

    /** Answers call after call with the next of these. */
    static ScriptedClient answeringInTurn(List<CompletableFuture<ListServiceDeploymentsResponse>> answers) {
        Iterator<CompletableFuture<ListServiceDeploymentsResponse>> next = answers.iterator();
        return answering(request -> next.next());
    }

    /** Answers at once, from a history of so many rows; every page is full but the last. */
    static ScriptedClient history(int rows) {
        return answering(request -> CompletableFuture.completedFuture(page(request, rows)));
    }

    /** The page of a history of so many rows that the request asks for. A token is the position of its first row. */
    static ListServiceDeploymentsResponse page(ListServiceDeploymentsRequest request, int rows) {
        int from = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
        int to = Math.min(from + request.maxResults(), rows);
        return page(
                IntStream.range(from, to)
                        .<@Nullable ServiceDeploymentBrief>mapToObj(ScriptedClient::row)
                        .toList(),
                to < rows ? "" + to : null);
    }

    static ListServiceDeploymentsResponse page(
            @Nullable List<@Nullable ServiceDeploymentBrief> rows, @Nullable String nextToken) {
        return ListServiceDeploymentsResponse.builder()
                .serviceDeployments(rows)
                .nextToken(nextToken)
                .build();
    }

    static ServiceDeploymentBrief row(int position) {
        return ServiceDeploymentBrief.builder()
                .serviceDeploymentArn(arn(position))
                .build();
    }

    static String arn(int position) {
        return "arn:aws:ecs:eu-central-1:123456789012:service-deployment/prod/web/" + position;
    }

    static List<String> arns(int rows) {
        return IntStream.range(0, rows).mapToObj(ScriptedClient::arn).toList();
    }

    /** The same answers without a ledger, for more calls than one would keep. */
    ScriptedClient withoutLedger() {
        keepsLedger = false;
        return this;
    }

    /** What {@code list} with all defaults brings of this client, as ARNs. */
    Flux<String> listArns() {
        return ServiceDeployments.create(this)
                .list(r -> r.service("web"))
                .map(ServiceDeploymentBrief::serviceDeploymentArn);
    }

    List<ListServiceDeploymentsRequest> calls() {
        return List.copyOf(ledger);
    }

    int callCount() {
        return ledger.size();
    }

    @Override
    public CompletableFuture<ListServiceDeploymentsResponse> listServiceDeployments(
            ListServiceDeploymentsRequest request) {
        if (keepsLedger) {
            ledger.add(request);
        }
        return script.apply(request);
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
