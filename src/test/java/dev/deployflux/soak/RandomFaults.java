package dev.deployflux.soak;

import static java.util.Map.entry;

import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ecs.model.EcsException;

/** Faults on calls picked at random; none of them a lie, which no client could tell from the truth. */
public final class RandomFaults {

    private static final double SHARE = 0.06;

    /** What calls outlive if they are made again. */
    private static final List<Map.Entry<String, Fault>> PASSING = List.of(
            entry("latency", Fault.latency(Duration.ofMillis(300))),
            entry("no answer", Fault.hang()),
            entry("500", Fault.serverError()),
            entry("throttled", Fault.throttled()),
            entry("reset before the answer", Fault.resetBeforeResponse()),
            entry("reset within the answer", Fault.resetWithinBody()),
            entry("reset behind the answer", Fault.resetAfterBody()),
            entry("half an answer", Fault.truncatedBody()),
            entry("no JSON", Fault.malformedJson()),
            entry("slow body", Fault.slowBody(2_000, Duration.ofMillis(5))),
            entry("old answer", Fault.stale(LiveAccount.STALE.minusMillis(500))));

    /** What only lists have, or what ends a call for good. */
    private static final List<Map.Entry<String, Fault>> OF_LISTS = List.of(
            entry("access denied", Fault.accessDenied()),
            entry("expired token", Fault.expiredToken()),
            entry("repeated token", Fault.repeatedToken()),
            entry("empty page", Fault.emptyPageWithToken()),
            entry("null rows", Fault.nullRows()),
            entry("rows out of order", Fault.reorderedRows(7)),
            entry("short page", Fault.shortPage(3)));

    /** Of the errors among them. */
    private static final Set<String> CODES =
            Set.of("ServerException", "ThrottlingException", "AccessDeniedException", "InvalidParameterException");

    private final EcsSimulator ecs;
    private final Random random;
    private final Tally tally;
    private volatile boolean isOver;

    /** Faults on the calls of {@code ecs}, none before they {@link #begin()}. */
    public RandomFaults(EcsSimulator ecs, Random random, Tally tally) {
        this.ecs = ecs;
        this.random = random;
        this.tally = tally;
    }

    /** Every so many calls from now on meet a fault. */
    public void begin() {
        begin(Operation.DESCRIBE_SERVICE_DEPLOYMENTS, PASSING);
        begin(Operation.DESCRIBE_SERVICES, PASSING);
        List<Map.Entry<String, Fault>> all =
                Stream.concat(PASSING.stream(), OF_LISTS.stream()).toList();
        begin(Operation.LIST_SERVICE_DEPLOYMENTS, all);
        begin(Operation.LIST_SERVICES, all);
    }

    private void begin(Operation operation, List<Map.Entry<String, Fault>> faults) {
        double share = SHARE / faults.size();
        faults.forEach(fault -> ecs.faults()
                .inject(
                        operation,
                        FaultRule.of(fault.getValue())
                                .when(call -> !isOver && random.nextDouble() < share && counted(fault.getKey()))
                                .always()));
    }

    private boolean counted(String fault) {
        tally.count("faults");
        tally.count("faults: " + fault);
        return true;
    }

    /** No call meets another one. */
    public void end() {
        isOver = true;
    }

    /**
     * Whether a list may end with this: an error that a fault answers with; what the SDK says of a connection, but for a
     * pool whose connections are all taken, as none comes back; or our own word of a token that leads nowhere.
     */
    static boolean explains(Throwable error) {
        String message = String.valueOf(error.getMessage());
        if (error instanceof EcsException answered) {
            return CODES.contains(answered.awsErrorDetails().errorCode());
        }
        return (error instanceof SdkException && !message.contains("Acquire operation took longer"))
                || (error instanceof IllegalStateException && message.contains("nextToken"));
    }

    /** Whether a watch may tell of this: it gives up a page that takes too long, too. */
    static boolean explainsInWatch(Throwable error) {
        return explains(error)
                || (error instanceof TimeoutException
                        && String.valueOf(error.getMessage()).contains("within"));
    }
}
