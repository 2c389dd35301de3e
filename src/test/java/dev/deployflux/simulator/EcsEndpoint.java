package dev.deployflux.simulator;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.Logger;
import reactor.util.Loggers;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns a request into a reply: check its signature, read it, log it, throttle it, find its fault, wait as the fault
 * says, carry it out, and spoil the answer.
 */
final class EcsEndpoint {

    private static final Logger LOGGER = Loggers.getLogger(EcsEndpoint.class);

    private final Map<Operation, OperationHandler> handlers = new EnumMap<>(Operation.class);
    private final SimulatorClock clock;
    private final CallLog log;
    private final Faults faults;
    private final Throttle throttle;
    private final Scheduler scheduler;
    private final @Nullable SignatureCheck signatures;

    EcsEndpoint(
            SimulatedAccount account,
            CallLog log,
            Faults faults,
            Throttle throttle,
            Scheduler scheduler,
            @Nullable SignatureCheck signatures) {
        SimulatorSettings settings = account.settings();
        this.clock = settings.clock();
        this.log = log;
        this.faults = faults;
        this.throttle = throttle;
        this.scheduler = scheduler;
        this.signatures = signatures;
        Pager pager = new Pager(new PageTokens(clock, settings.tokenLifetime()), settings.trailingEmptyPage());
        handlers.put(Operation.LIST_SERVICE_DEPLOYMENTS, new ListServiceDeployments(account, pager));
        handlers.put(Operation.DESCRIBE_SERVICE_DEPLOYMENTS, new DescribeServiceDeployments(account));
        handlers.put(Operation.LIST_SERVICES, new ListServices(account, pager));
        handlers.put(Operation.LIST_CLUSTERS, new ListClusters(account, pager));
        handlers.put(Operation.DESCRIBE_SERVICES, new DescribeServices(account));
        handlers.put(Operation.STOP_SERVICE_DEPLOYMENT, new StopServiceDeployment(account));
        handlers.put(Operation.CONTINUE_SERVICE_DEPLOYMENT, new ContinueServiceDeployment(account));
        handlers.put(Operation.DESCRIBE_SERVICE_REVISIONS, new DescribeServiceRevisions(account));
    }

    Mono<Reply> answer(WireRequest wire, Exchange exchange) {
        Optional<Operation> operation = Optional.ofNullable(wire.headers().get("x-amz-target"))
                .filter(target -> wire.isAwsJson())
                .flatMap(Operation::ofTarget);
        if (operation.isEmpty()) {
            return Mono.just(Reply.of(EcsError.unknownOperation(), ErrorCoding.TYPE));
        }
        ObjectNode request;
        EcsError refused = signatures == null ? null : signatures.refusal(wire).orElse(null);
        try {
            request = Json.parse(wire.body());
        } catch (EcsRefusal unreadable) {
            request = Json.object();
            refused = refused == null ? unreadable.error() : refused;
        }
        return answer(operation.get(), request, refused, wire.headersByLowerCaseName(), exchange::carries);
    }

    /** Of a request that is JSON already; {@code carries} is told of the call before it is answered. */
    Mono<Reply> answer(
            Operation operation, ObjectNode request, Map<String, String> headers, Consumer<CallRecord> carries) {
        return answer(operation, request, null, headers, carries);
    }

    private Mono<Reply> answer(
            Operation operation,
            ObjectNode request,
            @Nullable EcsError refused,
            Map<String, String> headers,
            Consumer<CallRecord> carries) {
        CallRecord call = log.arrived(operation, request, headers);
        carries.accept(call);
        Mono<Reply> reply = refused == null ? answer(call) : Mono.just(Reply.of(refused, ErrorCoding.TYPE));
        log.counted(call);
        return reply.onErrorResume(failure -> {
                    LOGGER.error("A call failed within the simulator", failure);
                    return Mono.just(Reply.of(EcsError.simulatorFailure(failure), ErrorCoding.TYPE));
                })
                .doOnNext(done -> {
                    if (done.tellsStatus()) {
                        call.answered(done.status(), done.errorCode());
                    }
                });
    }

    private Mono<Reply> answer(CallRecord call) {
        if (!throttle.admits(call.operation())) {
            return Mono.just(Reply.of(EcsError.throttled(), ErrorCoding.TYPE));
        }
        Fault fault;
        try {
            fault = faults.take(call.snapshot());
        } catch (RuntimeException predicateFailed) {
            return Mono.error(predicateFailed);
        }
        if (fault == null) {
            return Mono.fromSupplier(() -> carryOut(call, null));
        }
        call.faulted(fault);
        return fault.before(scheduler)
                .then(Mono.fromSupplier(() -> carryOut(call, fault).deliveredBy(fault)));
    }

    private Reply carryOut(CallRecord call, @Nullable Fault fault) {
        try {
            Conditions conditions = Conditions.at(clock.instant());
            if (fault == null) {
                return Reply.of(handle(call, conditions));
            }
            EcsError error = fault.error();
            if (error != null) {
                throw error.asRefusal();
            }
            ObjectNode answer = handle(call, fault.conditions(conditions));
            AnswerAlteration alteration = fault.alteration();
            if (alteration != null) {
                alteration.alter(call.request(), answer);
            }
            return Reply.of(answer);
        } catch (EcsRefusal refusal) {
            ErrorCoding coding = fault == null ? null : fault.coding();
            return Reply.of(refusal.error(), coding == null ? ErrorCoding.TYPE : coding);
        }
    }

    // Each operation got its handler in the constructor.
    @SuppressWarnings("NullAway")
    private ObjectNode handle(CallRecord call, Conditions conditions) {
        return handlers.get(call.operation()).answer(new Input(call.request()), conditions);
    }
}
