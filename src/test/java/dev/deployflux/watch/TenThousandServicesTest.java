package dev.deployflux.watch;

import static dev.deployflux.simulator.Operation.DESCRIBE_SERVICES;
import static dev.deployflux.simulator.Operation.DESCRIBE_SERVICE_DEPLOYMENTS;
import static dev.deployflux.simulator.Operation.LIST_SERVICES;
import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Operation;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The published quota carries 10,000 services of 20 clusters, of which one in a hundred deploys. */
class TenThousandServicesTest {

    static final reactor.test.scheduler.VirtualTimeScheduler[] NOW = new reactor.test.scheduler.VirtualTimeScheduler[1];
    static final int[] LAST = new int[1];
    private static final int CLUSTERS = 20;
    private static final int SERVICES = 500;

    @Test
    void run() {
        long t0 = System.nanoTime();
        try (SimulatedWatch world =
                new SimulatedWatch(ecs -> ecs.throttling(true).throttlingClock(new java.time.Clock() {
                    public java.time.ZoneId getZone() {
                        return java.time.ZoneOffset.UTC;
                    }

                    public java.time.Clock withZone(java.time.ZoneId z) {
                        return this;
                    }

                    public java.time.Instant instant() {
                        return java.time.Instant.ofEpochMilli(
                                NOW[0] == null ? 0 : NOW[0].now(java.util.concurrent.TimeUnit.MILLISECONDS));
                    }
                }))) {
            NOW[0] = world.time;
            List<ServiceRef> all = new ArrayList<>();
            for (int c = 0; c < CLUSTERS; c++) {
                for (int s = 0; s < SERVICES; s++) {
                    all.add(new ServiceRef("cluster-" + c, "service-" + s));
                    world.ecs.cluster("cluster-" + c).service("service-" + s).history(1, Duration.ofDays(3));
                }
            }
            ApiQuota quota = ApiQuota.builder().scheduler(world.time).build();
            ServiceDeployments deployments =
                    ServiceDeployments.builder(world.client()).quota(quota).build();
            Listener listener = Listener.of(world.watcher(deployments)
                    .jitter(0.1)
                    .detector(ServiceFingerprints.create())
                    .build()
                    .watch(deployments.services(IntStream.range(0, CLUSTERS)
                            .mapToObj(i -> "cluster-" + i)
                            .toArray(String[]::new))));
            Random random = new Random(1);
            int[] before = new int[4];
            Operation[] ops = {LIST_SERVICES, DESCRIBE_SERVICES, LIST_SERVICE_DEPLOYMENTS, DESCRIBE_SERVICE_DEPLOYMENTS
            };
            for (int minute = 0; minute < 30; minute++) {
                for (int i = 0; i < 600; i++) {
                    if (minute > 12 && i % 30 == 0) {
                        ServiceRef service = all.get(random.nextInt(all.size()));
                        world.ecs
                                .cluster(service.cluster())
                                .service(service.service())
                                .deploy(DeploymentScript.successful(Duration.ofMinutes(5)));
                    }
                    world.pass(Duration.ofMillis(100), Duration.ofMillis(100));
                    if (minute >= 17 && minute < 23 && i % 50 == 49) { int n = world.calls(LIST_SERVICE_DEPLOYMENTS); System.out.print(" " + (n - LAST[0])); LAST[0] = n; if (i == 599) { LAST[0] = 0; } }
                }
                listener.events.stream()
                        .filter(e -> e.getClass().getSimpleName().matches("FellBehind|CaughtUp|Lookup.*"))
                        .limit(6)
                        .forEach(System.out::println);
                StringBuilder line = new StringBuilder("minute " + minute);
                for (int o = 0; o < 4; o++) {
                    int now = world.calls(ops[o]);
                    before[o] = 0;
                    line.append(" ").append(ops[o]).append(" ").append((now - before[o]) / 60.0);
                }
                world.ecs.calls().clear();
                String throttled = "";
                System.out.println(line + " throttled "
                        + world.ecs.calls().all().stream()
                                .filter(c -> "ThrottlingException"
                                        .equals(c.errorCode().orElse("")))
                                .count()
                        + " events "
                        + listener.take().stream()
                                .map(e -> e.getClass().getSimpleName())
                                .filter(n -> !n.equals("PassCompleted"))
                                .collect(java.util.stream.Collectors.groupingBy(
                                        n -> n, java.util.stream.Collectors.counting()))
                        + " real s " + (System.nanoTime() - t0) / 1e9);
            }
        }
        assertThat(Seen.class).isNotNull();
    }
}
