package dev.deployflux.crowd;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.LiveHeap;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.SimulatorClock;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.webflux.DeploymentRoutes;
import dev.deployflux.webflux.DeploymentSse;
import io.netty.channel.ChannelOption;
import io.netty.util.internal.PlatformDependent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunctions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * The server's process: the routes on WebFlux and Reactor Netty with their defaults, over an ECS in memory with a service that
 * deploys when it is told to, and one that has a long history. Does what each line of its input says, and answers by a line.
 */
public final class CrowdServer {

    static final String DEPLOY = "deploy";
    static final String STATE = "state";
    static final String HEAP = "heap";
    static final String TOLD = "told";

    private static final ServiceRef WEB = new ServiceRef("prod", "web");
    private static final ServiceRef OLD = new ServiceRef("staging", "old");
    private static final Duration POLLED_EVERY = Duration.ofSeconds(5);
    private static final int BACKLOG = 4_096;

    private final EcsSimulator ecs =
            EcsSimulator.builder().inMemory(true).clock(SimulatorClock.system()).start();
    private final Sinks.Many<ServiceRef> deployed = Sinks.many().multicast().directBestEffort();
    private final Map<String, Long> told = new ConcurrentHashMap<>();
    private final DeploymentFeed feed;
    private final DeploymentSse sse;

    private CrowdServer(int maxClients, int history) {
        ecs.cluster(WEB.cluster()).service(WEB.service());
        ecs.cluster(OLD.cluster()).service(OLD.service()).history(history);
        feed = DeploymentWatcher.builder(ServiceDeployments.create(ecs.client()))
                .interval(POLLED_EVERY)
                .idleInterval(POLLED_EVERY)
                .since(Duration.ofDays(91))
                .hints(deployed.asFlux())
                .clock(ecs.clock())
                .build()
                .feed(Flux.just(WEB, OLD));
        sse = DeploymentSse.builder(feed).maxClients(maxClients).build();
    }

    /** The program: {@code maxClients history}. */
    public static void main(String[] arguments) throws IOException {
        LoggingSystem.get(CrowdServer.class.getClassLoader()).setLogLevel("ROOT", LogLevel.ERROR);
        new CrowdServer(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1])).serve();
    }

    private void serve() throws IOException {
        // The first to be told of all, and it polls on while nobody is connected.
        feed.events()
                .ofType(DeploymentEvent.OfDeployment.class)
                .filter(event -> event.service().equals(WEB))
                .subscribe(event ->
                        told.putIfAbsent(String.valueOf(event.deployment().createdAt()), System.currentTimeMillis()));
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(DeploymentRoutes.events(sse))))
                .bindNow();
        System.out.println(server.port());
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(answer(line));
        }
    }

    private String answer(String line) {
        switch (line) {
            case DEPLOY -> {
                ecs.cluster(WEB.cluster())
                        .service(WEB.service())
                        .deploy(DeploymentScript.successful(Duration.ofMillis(1)));
                deployed.tryEmitNext(WEB).orThrow();
                return DEPLOY;
            }
            case STATE -> {
                return sse.clients() + " " + openFiles() + " " + PlatformDependent.usedDirectMemory() + " "
                        + cpuMicros();
            }
            case TOLD -> {
                return told.entrySet().stream()
                        .map(event -> event.getKey() + "=" + event.getValue())
                        .collect(Collectors.joining(" "));
            }
            case HEAP -> {
                return String.valueOf(LiveHeap.bytes());
            }
            default -> throw new IllegalArgumentException(line);
        }
    }

    private static long cpuMicros() {
        Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        return TimeUnit.NANOSECONDS.toMicros(cpu.toNanos());
    }

    private static long openFiles() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        } catch (IOException e) {
            return 0; // no such folder on this system
        }
    }
}
