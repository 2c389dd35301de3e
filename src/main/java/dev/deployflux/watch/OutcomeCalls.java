package dev.deployflux.watch;

import dev.deployflux.ServiceDeployments;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;

/** The calls for outcomes. Whatever the client does, there is a signal; an error only if the scheduler takes no task. */
final class OutcomeCalls {

    private final ServiceDeployments deployments;
    private final WatchOptions options;
    private final UserCode userCode;
    private final Deadlines deadlines;

    OutcomeCalls(ServiceDeployments deployments, WatchOptions options, UserCode userCode, Deadlines deadlines) {
        this.deployments = deployments;
        this.options = options;
        this.userCode = userCode;
        this.deadlines = deadlines;
    }

    Mono<Signal<DescribeServiceDeploymentsResponse>> describe(List<String> arns) {
        return inTime(
                deployments
                        .describe(arns)
                        .switchIfEmpty(Mono.error(() -> new IllegalStateException("the client answered with null"))),
                options.callTimeout);
    }

    /** The ARN of the first of these. They have had time since they were wanted. */
    Mono<Signal<String>> firstOf(NewerDeployments newer) {
        return inTime(
                Mono.defer(() -> newer.first(deployments)),
                options.callTimeout.minusNanos(options.now() - newer.wantedSince()));
    }

    private <T> Mono<Signal<T>> inTime(Mono<T> call, Duration time) {
        return userCode.onOwnThread(call.materialize())
                .onErrorResume(e -> !(e instanceof RejectedExecutionException), e -> Mono.just(Signal.error(e)))
                .timeout(
                        deadlines.after(time),
                        Mono.fromSupplier(() -> Signal.error(
                                new TimeoutException("ECS didn't answer within " + MessageText.of(time)))));
    }
}
