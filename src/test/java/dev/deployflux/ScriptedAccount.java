package dev.deployflux;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.ListClustersRequest;
import software.amazon.awssdk.services.ecs.model.ListClustersResponse;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ListServicesRequest;
import software.amazon.awssdk.services.ecs.model.ListServicesResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** An account of many services in memory, whose answers come at once or when the test lets them, and its ledger. */
final class ScriptedAccount implements EcsAsyncClient {

    private static final String ARN = "arn:aws:ecs:eu-central-1:123456789012:";

    private final Map<String, Map<String, Integer>> clusters = new LinkedHashMap<>();
    private final List<String> denied = new ArrayList<>();
    private final List<String> deniedOnce = new ArrayList<>();
    private final List<String> ledger = new CopyOnWriteArrayList<>();
    private final List<Held> held = new CopyOnWriteArrayList<>();
    private boolean holdsDeployments;

    /** A call for deployments that waits to be answered. */
    record Held(String call, CompletableFuture<ListServiceDeploymentsResponse> future, Runnable answer) {

        boolean isUnderWay() {
            return !future.isDone();
        }
    }

    /** Adds a cluster of so many services, named s1 and so on, with so many deployments each. */
    ScriptedAccount cluster(String name, int services, int rowsEach) {
        Map<String, Integer> added = new LinkedHashMap<>();
        IntStream.rangeClosed(1, services).forEach(i -> added.put("s" + i, rowsEach));
        clusters.put(name, added);
        return this;
    }

    /** Adds a service to a cluster, which is created with its first one. */
    ScriptedAccount service(String cluster, String service, int rows) {
        clusters.computeIfAbsent(cluster, name -> new LinkedHashMap<>()).put(service, rows);
        return this;
    }

    /** Refuses calls that are noted in the ledger like this. */
    ScriptedAccount denying(String... calls) {
        denied.addAll(List.of(calls));
        return this;
    }

    /** Refuses the first call that is noted in the ledger like this. */
    ScriptedAccount failingOnce(String call) {
        deniedOnce.add(call);
        return this;
    }

    /** Keeps calls for deployments under way until they are answered. */
    ScriptedAccount holding() {
        holdsDeployments = true;
        return this;
    }

    ServiceDeployments deployments() {
        return ServiceDeployments.create(this);
    }

    /** All services, in order, without a call. */
    Flux<ServiceRef> services() {
        return Flux.fromIterable(clusters.entrySet()).flatMapIterable(cluster -> cluster.getValue().keySet().stream()
                .map(service -> new ServiceRef(cluster.getKey(), service))
                .toList());
    }

    /** The ARNs of all rows of these services. */
    Flux<String> listAll(Flux<ServiceRef> services, FanOutOptions options) {
        return deployments().listAll(services, r -> {}, options).map(ServiceDeploymentBrief::serviceDeploymentArn);
    }

    /** Those of all its services. */
    Flux<String> listAll(FanOutOptions options) {
        return listAll(services(), options);
    }

    /** The ARNs of all deployments. */
    List<String> arns() {
        return services()
                .toStream()
                .flatMap(service -> arns(service.cluster(), service.service()).stream())
                .toList();
    }

    List<String> arns(String cluster, String service) {
        return IntStream.range(0, Objects.requireNonNull(clusters.get(cluster)).getOrDefault(service, 0))
                .mapToObj(i -> arn(cluster, service, i))
                .toList();
    }

    private static String arn(String cluster, String service, int row) {
        return ARN + "service-deployment/" + cluster + "/" + service + "/" + row;
    }

    /** What was called, such as {@code "clusters"}, {@code "services of prod"}, {@code "prod/s1"}, {@code "prod/s1 at 100"}. */
    List<String> calls() {
        return List.copyOf(ledger);
    }

    /** How many calls there were that begin like this. */
    long callCount(String start) {
        return ledger.stream().filter(call -> call.startsWith(start)).count();
    }

    /** Calls for deployments that have not been answered or aborted. */
    List<Held> underWay() {
        return held.stream().filter(Held::isUnderWay).toList();
    }

    /** Answers the oldest call that is under way. */
    void answerOne() {
        underWay().get(0).answer().run();
    }

    @Override
    public CompletableFuture<ListServiceDeploymentsResponse> listServiceDeployments(
            ListServiceDeploymentsRequest request) {
        String call = note(request.cluster() + "/" + request.service(), request.nextToken());
        if (!holdsDeployments) {
            return denied.contains(call) || deniedOnce.remove(call)
                    ? refusal()
                    : CompletableFuture.completedFuture(page(request));
        }
        CompletableFuture<ListServiceDeploymentsResponse> future = new CompletableFuture<>();
        held.add(new Held(call, future, () -> {
            if (denied.contains(call)) {
                future.completeExceptionally(denial());
            } else {
                future.complete(page(request));
            }
        }));
        return future;
    }

    private ListServiceDeploymentsResponse page(ListServiceDeploymentsRequest request) {
        List<String> arns = arns(request.cluster(), request.service());
        int from = from(request.nextToken());
        int to = Math.min(from + request.maxResults(), arns.size());
        return ListServiceDeploymentsResponse.builder()
                .serviceDeployments(arns.subList(from, to).stream()
                        .map(arn -> ServiceDeploymentBrief.builder()
                                .serviceDeploymentArn(arn)
                                .clusterArn(ARN + "cluster/" + request.cluster())
                                .serviceArn(ARN + "service/" + request.cluster() + "/" + request.service())
                                .build())
                        .toList())
                .nextToken(token(to, arns.size()))
                .build();
    }

    @Override
    public CompletableFuture<ListServicesResponse> listServices(ListServicesRequest request) {
        String call = note("services of " + request.cluster(), request.nextToken());
        if (denied.contains(call)) {
            return refusal();
        }
        List<String> services = List.copyOf(
                Objects.requireNonNull(clusters.get(name(request.cluster()))).keySet());
        int from = from(request.nextToken());
        int to = Math.min(from + request.maxResults(), services.size());
        return CompletableFuture.completedFuture(ListServicesResponse.builder()
                .serviceArns(services.subList(from, to).stream()
                        .map(service -> ARN + "service/" + name(request.cluster()) + "/" + service)
                        .toList())
                .nextToken(token(to, services.size()))
                .build());
    }

    @Override
    public CompletableFuture<ListClustersResponse> listClusters(ListClustersRequest request) {
        note("clusters", request.nextToken());
        List<String> names = List.copyOf(clusters.keySet());
        int from = from(request.nextToken());
        int to = Math.min(from + request.maxResults(), names.size());
        return CompletableFuture.completedFuture(ListClustersResponse.builder()
                .clusterArns(names.subList(from, to).stream()
                        .map(name -> ARN + "cluster/" + name)
                        .toList())
                .nextToken(token(to, names.size()))
                .build());
    }

    /** Of a cluster that is given by name or by ARN. */
    private static String name(String cluster) {
        return cluster.substring(cluster.indexOf('/') + 1);
    }

    private String note(String call, @Nullable String token) {
        String noted = token == null ? call : call + " at " + token;
        ledger.add(noted);
        return noted;
    }

    private static int from(@Nullable String token) {
        return token == null ? 0 : Integer.parseInt(token);
    }

    private static @Nullable String token(int to, int all) {
        return to < all ? "" + to : null;
    }

    private static <T> CompletableFuture<T> refusal() {
        return CompletableFuture.failedFuture(denial());
    }

    private static AccessDeniedException denial() {
        return AccessDeniedException.builder().message("not allowed").build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
