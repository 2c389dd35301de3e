package dev.deployflux.benchmarks.ecs;

import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.simulator.SimulatorClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The simulator in a process of its own: a service with a history of 90 days, whose pages take a while. */
final class SimulatorServer {

    private SimulatorServer() {}

    /** Serves a history of {@code args[0]} rows, {@code args[1]} milliseconds a call, until its standard input ends. */
    public static void main(String[] args) throws IOException {
        int rows = Integer.parseInt(args[0]);
        Duration latency = Duration.ofMillis(Integer.parseInt(args[1]));
        try (EcsSimulator ecs =
                EcsSimulator.builder().clock(SimulatorClock.system()).start()) {
            ecs.cluster("prod").service("web").history(rows, Duration.ofDays(89).dividedBy(rows));
            ecs.faults()
                    .inject(
                            Operation.LIST_SERVICE_DEPLOYMENTS,
                            FaultRule.of(Fault.latency(latency)).always());
            ServerProcess.serve(ecs.endpoint().getPort(), List.of(), 0);
        }
    }
}
