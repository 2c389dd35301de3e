package dev.deployflux.details;

import dev.deployflux.DetailsOptions;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.fixture.ScriptedClient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** Describes any deployment from memory, in reverse order, at once or when the test lets it, and keeps a ledger. */
final class DescribingClient implements EcsAsyncClient {

    private final Set<String> missing = new HashSet<>();
    private final Set<String> leftOut = new HashSet<>();
    private final Map<String, RuntimeException> refused = new HashMap<>();
    private final List<List<String>> ledger = new CopyOnWriteArrayList<>();
    private final List<Held> held = new CopyOnWriteArrayList<>();
    private Executor answering = Runnable::run;
    private boolean holds;
    private int throttles;

    /** A call that waits to be answered. */
    record Held(CompletableFuture<DescribeServiceDeploymentsResponse> future, Runnable answer) {}

    static List<String> arns(int count) {
        return IntStream.range(0, count).mapToObj(ScriptedClient::arn).toList();
    }

    static Flux<ServiceDeploymentBrief> rows(int count) {
        return Flux.range(0, count).map(ScriptedClient::row);
    }

    /** ECS names these as failures. */
    DescribingClient missing(String... arns) {
        missing.addAll(List.of(arns));
        return this;
    }

    /** ECS doesn't say a word of these. */
    DescribingClient leavingOut(String... arns) {
        leftOut.addAll(List.of(arns));
        return this;
    }

    /** A call that asks for this fails. */
    DescribingClient refusing(String arn, RuntimeException error) {
        refused.put(arn, error);
        return this;
    }

    /** So many calls fail with this before one is answered. */
    DescribingClient throttling(int calls) {
        throttles = calls;
        return this;
    }

    DescribingClient holding() {
        holds = true;
        return this;
    }

    /** Answers there. */
    DescribingClient answeringOn(Executor executor) {
        answering = executor;
        return this;
    }

    ServiceDeployments deployments() {
        return ServiceDeployments.create(this);
    }

    Flux<String> details(Flux<ServiceDeploymentBrief> rows) {
        return details(rows, DetailsOptions.create());
    }

    Flux<String> details(Flux<ServiceDeploymentBrief> rows, DetailsOptions options) {
        return rows.transformDeferred(deployments().details(options)).map(ServiceDeployment::serviceDeploymentArn);
    }

    /** The ARNs of each call. */
    List<List<String>> calls() {
        return List.copyOf(ledger);
    }

    List<Integer> callSizes() {
        return ledger.stream().map(List::size).toList();
    }

    List<Held> underWay() {
        return held.stream().filter(call -> !call.future().isDone()).toList();
    }

    void answerOne() {
        underWay().get(0).answer().run();
    }

    @Override
    public CompletableFuture<DescribeServiceDeploymentsResponse> describeServiceDeployments(
            DescribeServiceDeploymentsRequest request) {
        List<String> arns = request.serviceDeploymentArns();
        ledger.add(List.copyOf(arns));
        CompletableFuture<DescribeServiceDeploymentsResponse> future = new CompletableFuture<>();
        Runnable answer = () -> {
            RuntimeException error = error(arns);
            if (error == null) {
                future.complete(answer(arns));
            } else {
                future.completeExceptionally(error);
            }
        };
        if (holds) {
            held.add(new Held(future, answer));
        } else {
            answering.execute(answer);
        }
        return future;
    }

    private @Nullable RuntimeException error(List<String> arns) {
        if (throttles > 0) {
            throttles--;
            return new IllegalStateException("throttled");
        }
        return arns.stream()
                .filter(refused::containsKey)
                .findFirst()
                .map(refused::get)
                .orElse(null);
    }

    private DescribeServiceDeploymentsResponse answer(List<String> arns) {
        List<ServiceDeployment> rows = new ArrayList<>(new LinkedHashSet<>(arns)
                .stream()
                        .filter(arn -> !missing.contains(arn) && !leftOut.contains(arn))
                        .map(arn -> ServiceDeployment.builder()
                                .serviceDeploymentArn(arn)
                                .build())
                        .toList());
        Collections.reverse(rows);
        return DescribeServiceDeploymentsResponse.builder()
                .serviceDeployments(rows)
                .failures(arns.stream()
                        .filter(missing::contains)
                        .map(arn -> Failure.builder().arn(arn).reason("MISSING").build())
                        .toList())
                .build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
