package dev.deployflux.demo;

import dev.deployflux.quota.ApiQuota;
import dev.deployflux.simulator.SimulatorClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The simulated account of another instance of the demo, which lives and ends with that one. */
final class JoinedShop implements Account {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final URI first;
    private final EcsAsyncClient client;
    private final Disposable looking;
    private volatile SimulatorClock time = SimulatorClock.system();

    private JoinedShop(URI first) {
        this.first = first;
        String endpoint = json(ask("GET", "/account").join()).path("endpoint").stringValue();
        this.client = EcsAsyncClient.builder()
                .endpointOverride(URI.create(endpoint))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("demo", "demo")))
                .build();
        this.looking = Flux.interval(LOOK)
                .onBackpressureDrop()
                .concatMap(
                        any -> Mono.fromFuture(() -> ask("GET", "/playground")).onErrorComplete(), 1)
                .subscribe();
        ask("GET", "/playground").join();
    }

    /**
     * Joins the account now, and not at the first request.
     *
     * @param first where the other instance is, such as http://localhost:8080
     * @throws CannotStartException if there is none
     */
    static JoinedShop of(URI first) {
        try {
            return new JoinedShop(first);
        } catch (CompletionException | IllegalArgumentException e) {
            throw new CannotStartException(
                    "There is no demo with a simulated account at " + first + ".",
                    "Start one there first, or set deployflux.demo.join to where one is, such as http://localhost:8080.",
                    e);
        }
    }

    /** Asks the other instance; what it tells of its time is noted. */
    CompletableFuture<HttpResponse<String>> ask(String method, String pathAndQuery) {
        HttpRequest request = HttpRequest.newBuilder(first.resolve(pathAndQuery))
                .timeout(PATIENCE)
                .method(method, BodyPublishers.noBody())
                .build();
        return http.sendAsync(request, BodyHandlers.ofString()).thenApply(answer -> {
            JsonNode state = json(answer);
            if (state.has("speed")) {
                time = SimulatorClock.running(
                        Instant.parse(state.path("now").stringValue()),
                        state.path("speed").doubleValue());
            }
            return answer;
        });
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    @Override
    public EcsAsyncClient client() {
        return client;
    }

    @Override
    public ApiQuota quota() {
        return ApiQuota.published();
    }

    @Override
    public InstantSource clock() {
        return () -> time.instant();
    }

    @Override
    public boolean isSimulated() {
        return true;
    }

    @Override
    public String contents() {
        return "the simulated account of " + first;
    }

    @Override
    public String exampleCluster() {
        return "prod";
    }

    @Override
    public String exampleService() {
        return "web";
    }

    @Override
    public void close() {
        looking.dispose();
        client.close();
    }
}
