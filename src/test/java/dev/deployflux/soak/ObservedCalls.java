package dev.deployflux.soak;

import static dev.deployflux.simulator.Operation.DESCRIBE_SERVICES;
import static dev.deployflux.simulator.Operation.DESCRIBE_SERVICE_DEPLOYMENTS;
import static dev.deployflux.simulator.Operation.LIST_SERVICES;
import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.Call;
import dev.deployflux.simulator.CallLog;
import dev.deployflux.simulator.Operation;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What a watch calls, as the server sees it: when each service was looked at, and how much of ECS's rates that takes. */
final class ObservedCalls {

    private static final Duration LONGEST = Duration.ofSeconds(66).plus(HintedDeployments.TOLERANCE);
    private static final double REFILL = 20;
    private static final double MOST_OF_A_BUCKET = 0.75;

    private final CallLog log;
    private final List<ServiceRef> services;
    private final Map<ServiceRef, Long> lookedAt = new HashMap<>();
    private long from;
    private long firstNumber = 1;
    private long nextNumber = 1;
    private long longest;

    ObservedCalls(CallLog log, List<ServiceRef> services) {
        this.log = log;
        this.services = services;
    }

    /** All pauses and shares are of what comes from now on. */
    void measure() {
        from = System.nanoTime();
        services.forEach(each -> lookedAt.put(each, from));
        firstNumber = log.count() + 1L;
        nextNumber = firstNumber;
    }

    /** Reads what was called since the look before. */
    void look() {
        long now = System.nanoTime();
        List<Call> since =
                log.all().stream().filter(call -> call.number() >= nextNumber).toList();
        nextNumber += since.size();
        since.forEach(call -> {
            Stream<String> names = call.operation() == LIST_SERVICE_DEPLOYMENTS
                    ? call.service().stream()
                    : call.operation() == DESCRIBE_SERVICES ? call.services().stream() : Stream.empty();
            names.forEach(name -> lookedAt(new ServiceRef(call.cluster().orElseThrow(), name), now));
        });
    }

    private void lookedAt(ServiceRef service, long now) {
        Long before = lookedAt.put(service, now);
        longest = Math.max(longest, before == null ? 0 : now - before);
    }

    /** Prints the longest pause and the shares of both buckets, and names what is more than it may be. */
    void judge(Tally tally) {
        long now = System.nanoTime();
        services.forEach(each -> lookedAt(each, now));
        System.out.printf(
                "longest without a look %d ms, goal %d ms%n",
                Duration.ofNanos(longest).toMillis(), LONGEST.toMillis());
        if (longest > LONGEST.toNanos()) {
            tally.violation("a service wasn't looked at for " + Duration.ofNanos(longest));
        }
        List<Call> all = log.all();
        if (all.size() < log.count()) {
            tally.violation("the log has forgotten calls: write fewer --seconds");
        }
        all.forEach(call -> {
            tally.count("calls of " + call.operation());
            call.errorCode().ifPresent(code -> tally.violation(call.operation() + " was refused: " + code));
        });
        double seconds = (now - from) / 1e9;
        share(
                tally,
                "lists and descriptions of deployments",
                all,
                seconds,
                LIST_SERVICE_DEPLOYMENTS,
                DESCRIBE_SERVICE_DEPLOYMENTS);
        share(tally, "lists and descriptions of services", all, seconds, LIST_SERVICES, DESCRIBE_SERVICES);
    }

    private void share(Tally tally, String what, List<Call> all, double seconds, Operation... operations) {
        Set<Operation> bucket = Set.of(operations);
        double perSecond = all.stream()
                        .filter(call -> call.number() >= firstNumber && bucket.contains(call.operation()))
                        .count()
                / seconds;
        System.out.printf(
                "%-38s %5.2f a second, %2.0f %% of %.0f%n", what, perSecond, 100 * perSecond / REFILL, REFILL);
        if (perSecond > MOST_OF_A_BUCKET * REFILL) {
            tally.violation("%s take more than three quarters of their rate: %.2f a second".formatted(what, perSecond));
        }
    }
}
