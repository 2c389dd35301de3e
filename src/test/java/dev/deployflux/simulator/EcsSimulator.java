package dev.deployflux.simulator;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.EcsAsyncClientBuilder;

/**
 * An Amazon ECS endpoint for tests, on a port of 127.0.0.1. The SDK's own client connects to it over HTTP, so what a test
 * sees of pages, tokens, errors, retries and aborts is what the SDK makes of it.
 *
 * <pre>{@code
 * try (EcsSimulator ecs = EcsSimulator.start()) {
 *     SimulatedService web = ecs.cluster("prod").service("web");
 *     web.history(2_500);
 *     web.deploy(DeploymentScript.successful(Duration.ofSeconds(90)));
 *     ecs.faults().inject(Operation.LIST_SERVICE_DEPLOYMENTS, Fault.serverError());
 *     ecs.client().listServiceDeployments(r -> r.cluster("prod").service("web")).join();
 *     ecs.clock().advance(Duration.ofSeconds(90));
 * }
 * }</pre>
 *
 * <p>It answers the operations of {@link Operation}, for one account in one region. Credentials and signatures are
 * looked at if {@link EcsSimulatorBuilder#credentials} says whose. Nothing is shared between simulators, so tests may
 * run side by side. Safe for use by many threads.
 */
public final class EcsSimulator implements AutoCloseable {

    private final SimulatedAccount account;
    private final CallLog calls = new CallLog();
    private final Faults faults = new Faults();
    private final @Nullable EcsServer server;
    private final @Nullable SdkClients clients;
    private final EcsAsyncClient memoryClient;
    private final Scheduler scheduler;

    /** In memory where there are no settings of HTTP. */
    EcsSimulator(SimulatorSettings settings, Throttle throttle, Scheduler faultScheduler, @Nullable HttpSettings http) {
        this.account = new SimulatedAccount(settings);
        this.scheduler = faultScheduler;
        String region = settings.arns().region();
        AwsCredentials credentials = http == null ? null : http.credentials();
        EcsEndpoint endpoint = new EcsEndpoint(
                account,
                calls,
                faults,
                throttle,
                faultScheduler,
                http == null || credentials == null ? null : new SignatureCheck(credentials, region, http.clock()));
        this.memoryClient = new MemoryClient(endpoint, calls, faultScheduler);
        this.server = http == null ? null : new EcsServer(endpoint, new Connections(calls), faultScheduler, http);
        this.clients = server == null
                ? null
                : new SdkClients(server.uri(), region, credentials == null ? SdkClients.ANYBODY : credentials);
    }

    /** Starts one with the defaults that {@link EcsSimulatorBuilder} names. */
    public static EcsSimulator start() {
        return builder().start();
    }

    /** A builder with all defaults. */
    public static EcsSimulatorBuilder builder() {
        return new EcsSimulatorBuilder();
    }

    /** The cluster of that name, which is created if there is none. {@code default} is what a call without one reads. */
    public SimulatedCluster cluster(String name) {
        return account.cluster(name);
    }

    /** Where clients connect: {@code endpointOverride(ecs.endpoint())}. */
    public URI endpoint() {
        if (server == null) {
            throw noEndpoint();
        }
        return server.uri();
    }

    /** An SDK client of this simulator, with the SDK's defaults; always the same one, closed with the
     * simulator. In memory it is the client that {@link EcsSimulatorBuilder#inMemory} tells of. */
    public EcsAsyncClient client() {
        return clients == null ? memoryClient : clients.shared();
    }

    /**
     * A builder of further clients, with endpoint, region, credentials and HTTP client set. The caller closes what it
     * builds, before the simulator; their event loops are the simulator's. To set options of the HTTP client, give another
     * {@code httpClientBuilder}.
     */
    public EcsAsyncClientBuilder clientBuilder() {
        if (clients == null) {
            throw noEndpoint();
        }
        return clients.builder();
    }

    /** The time on which deployments live. */
    public SimulatorClock clock() {
        return account.settings().clock();
    }

    /**
     * What truly became of every deployment there ever was, up to the clock's now, to judge by it what a client has seen.
     * Services come in the order they were created in, their deployments the oldest first. A service that was deleted is
     * there too, and again if it was created again. Reading it costs no call, and as much as there are deployments.
     */
    public List<TrueDeployment> truth() {
        return account.truth();
    }

    /** As {@link #eventBridge(EventDelivery)}, with each event at once, and once. */
    public Flux<String> eventBridge() {
        return eventBridge(EventDelivery.prompt());
    }

    /**
     * What ECS tells EventBridge from the subscription on, as JSON: {@code ECS Deployment State Change} when a deployment is
     * in progress, completed or failed, and {@code ECS Service Action} when a service or a task set reaches a steady state
     * by something that was done to it. Nothing is told of PENDING, of a request to stop, of STOPPED, of a pause, and of the
     * steady states of idle services. Each subscriber gets events of its own; those without demand keep theirs.
     *
     * <p>Five times a second on the builder's {@code faultScheduler} it is looked what is due by the simulator's clock, so
     * events come wherever the two may come from, in virtual time too. It completes when the simulator is closed.
     */
    public Flux<String> eventBridge(EventDelivery delivery) {
        return Flux.defer(() -> account.eventBridge().events(clock(), account.services(), delivery, scheduler));
    }

    /** What shall go wrong. */
    public Faults faults() {
        return faults;
    }

    /** What was called. */
    public CallLog calls() {
        return calls;
    }

    /**
     * Closes the client, frees the port and drops all connections; those who await a signal of the log get an error. Blocks
     * for some milliseconds, so not for an event loop; the threads of clients end half a second later. Again does no harm.
     */
    @Override
    public void close() {
        calls.close();
        account.eventBridge().close();
        memoryClient.close();
        if (clients != null) {
            clients.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static IllegalStateException noEndpoint() {
        return new IllegalStateException(
                "A simulator in memory has no endpoint: call its client(), or start one without" + " inMemory(true)");
    }
}
