package dev.deployflux.watch;

import dev.deployflux.simulator.Call;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Faults on calls picked at random, by a seed. */
final class SeededFaults {

    /** How old an answer may be. */
    static final Duration STALE = Duration.ofMinutes(1);

    /** What fails a pass, or answers it in an unusual way. */
    private static final List<Function<Random, Fault>> HONEST = List.of(
            random -> Fault.latency(Duration.ofMillis(random.nextInt(20_000))),
            random -> Fault.hang(),
            random -> Fault.serverError(),
            random -> Fault.throttled(),
            random -> Fault.accessDenied(),
            random -> Fault.expiredToken(),
            random -> Fault.resetBeforeResponse(),
            random -> Fault.resetWithinBody(),
            random -> Fault.resetAfterBody(),
            random -> Fault.truncatedBody(),
            random -> Fault.malformedJson(),
            random -> Fault.slowBody(100 + random.nextInt(500), Duration.ofMillis(random.nextInt(100))),
            random -> Fault.repeatedToken(),
            random -> Fault.emptyPageWithToken(),
            random -> Fault.nullRows(),
            random -> Fault.reorderedRows(random.nextLong()),
            random -> Fault.shortPage(1 + random.nextInt(3)),
            random -> Fault.shortPage(1 + random.nextInt(3)).and(SeededFaults.stale(random)),
            SeededFaults::stale,
            SeededFaults::stale);

    /** The validator can't count what a feed merges of it. */
    private static final List<Function<Random, Fault>> UNHEARD_OF = List.of(random -> Fault.unknownStatus("BAKING"));

    /** Answers that leave rows out: no client can tell them from the truth. */
    private static final List<Function<Random, Fault>> LIES = List.of(
            random -> Fault.blankToken(),
            random -> Fault.blankToken(" ").and(Fault.shortPage(1 + random.nextInt(3))),
            random -> Fault.nullList(),
            random -> Fault.absentList());

    /** What fails a description, or answers it in an unusual way. */
    private static final List<Function<Random, Fault>> DESCRIPTIONS = List.of(
            random -> Fault.latency(Duration.ofMillis(random.nextInt(20_000))),
            random -> Fault.hang(),
            random -> Fault.serverError(),
            random -> Fault.throttled(),
            random -> Fault.accessDenied(),
            random -> Fault.resetBeforeResponse(),
            random -> Fault.resetWithinBody(),
            random -> Fault.resetAfterBody(),
            random -> Fault.truncatedBody(),
            random -> Fault.malformedJson(),
            random -> Fault.nullRows(),
            random -> Fault.nullList(),
            random -> Fault.absentList(),
            random -> Fault.reorderedRows(random.nextLong()),
            random -> Fault.unknownStages("GRADUAL_"),
            SeededFaults::stale,
            SeededFaults::stale);

    private final Random random;
    private final EcsSimulator ecs;
    private final boolean unheardOf;

    SeededFaults(Random random, EcsSimulator ecs, boolean unheardOf) {
        this.random = random;
        this.ecs = ecs;
        this.unheardOf = unheardOf;
    }

    private static Fault stale(Random random) {
        return Fault.stale(Duration.ofMillis(random.nextInt((int) STALE.toMillis())));
    }

    /** That share of the calls from now on meets a fault. */
    void begin(double share, boolean lying) {
        for (Operation operation : List.of(Operation.LIST_SERVICE_DEPLOYMENTS, Operation.LIST_SERVICES)) {
            boolean deployments = operation == Operation.LIST_SERVICE_DEPLOYMENTS;
            List<Function<Random, Fault>> faults = new ArrayList<>(lying ? LIES : HONEST);
            if (unheardOf) {
                faults.addAll(UNHEARD_OF);
            }
            for (Function<Random, Fault> fault : faults) {
                if (deployments || !lying) {
                    ecs.faults()
                            .inject(
                                    operation,
                                    FaultRule.of(fault.apply(random))
                                            .when(call -> random.nextDouble() < share / faults.size())
                                            .always());
                }
            }
        }
    }

    /**
     * That share of the descriptions from now on, of deployments and of services, meets a fault. Besides, some of these may
     * be missing from all of them, and one may be denied.
     */
    void beginDescriptions(double share, List<String> deployments, List<String> services) {
        if (share > 0) {
            begin(Operation.DESCRIBE_SERVICE_DEPLOYMENTS, share, deployments, Call::arns);
            begin(Operation.DESCRIBE_SERVICES, share, services, SeededFaults::services);
        }
    }

    private void begin(Operation operation, double share, List<String> arns, Function<Call, List<String>> asked) {
        List<Fault> faults = new ArrayList<>();
        DESCRIPTIONS.forEach(fault -> faults.add(fault.apply(random)));
        List<String> some = arns.stream().filter(arn -> random.nextInt(3) == 0).toList();
        faults.add(Fault.failures("MISSING", some.toArray(String[]::new)));
        if (!arns.isEmpty() && random.nextInt(4) == 0) {
            String denied = arns.get(random.nextInt(arns.size()));
            ecs.faults()
                    .inject(
                            operation,
                            FaultRule.of(Fault.accessDenied())
                                    .when(call -> asked.apply(call).contains(denied))
                                    .always());
        }
        for (Fault fault : faults) {
            ecs.faults()
                    .inject(
                            operation,
                            FaultRule.of(fault)
                                    .when(call -> random.nextDouble() < share / faults.size())
                                    .always());
        }
    }

    /** Their ARNs, however the call has named them. */
    private static List<String> services(Call call) {
        String cluster = ":service/" + call.cluster().orElse("default") + "/";
        return call.services().stream()
                .map(name -> "arn:aws:ecs:eu-central-1:123456789012" + cluster + name)
                .toList();
    }

    /** Nobody may describe deployments, services, or either for a while; or services can't be reached. */
    void denyDescriptions() {
        int which = random.nextInt(4);
        if (which != 1) {
            deny(Operation.DESCRIBE_SERVICE_DEPLOYMENTS, Fault.accessDenied());
        }
        if (which != 0) {
            deny(Operation.DESCRIBE_SERVICES, which == 3 ? Fault.resetBeforeResponse() : Fault.accessDenied());
        }
    }

    private void deny(Operation operation, Fault fault) {
        ecs.faults().inject(operation, FaultRule.of(fault).always());
    }

    /** Nothing works for a while. */
    void goDark() {
        for (Operation operation : Operation.values()) {
            ecs.faults()
                    .inject(operation, FaultRule.of(Fault.resetBeforeResponse()).always());
        }
    }

    void end() {
        ecs.faults().clear();
    }
}
