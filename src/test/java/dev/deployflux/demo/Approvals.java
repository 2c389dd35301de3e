package dev.deployflux.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStatus;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/**
 * Somebody who says go, some minutes after a rollout has begun to wait for it. The page doesn't, and deployflux never does.
 */
final class Approvals {

    private static final Duration THINKS = Duration.ofMinutes(5);

    /**
     * @param arn of the deployment
     * @param at when somebody will have thought for long enough
     */
    private record Question(String arn, Instant at) {}

    private final EcsAsyncClient client;
    private final Clock clock;
    private final Queue<Question> open = new ConcurrentLinkedQueue<>();

    Approvals(EcsAsyncClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** The deployment will ask after that time. */
    void expect(String arn, Duration asksAfter) {
        open.add(new Question(arn, clock.instant().plus(asksAfter).plus(THINKS)));
    }

    /** Says go to those that have waited for long enough. Where that fails, the next call tries again. */
    Mono<Void> answer() {
        return Flux.fromIterable(open)
                .filter(question -> !question.at().isAfter(clock.instant()))
                .concatMap(question -> go(question.arn())
                        .doOnSuccess(any -> open.remove(question))
                        .onErrorComplete())
                .then();
    }

    private Mono<Void> go(String arn) {
        return Mono.fromFuture(() -> client.describeServiceDeployments(r -> r.serviceDeploymentArns(arn)))
                .flatMapIterable(DescribeServiceDeploymentsResponse::serviceDeployments)
                .flatMapIterable(ServiceDeployment::lifecycleHookDetails)
                .filter(hook -> hook.status() == DeploymentLifecycleHookStatus.AWAITING_ACTION)
                .concatMap(
                        hook -> Mono.fromFuture(() -> client.continueServiceDeployment(r -> r.serviceDeploymentArn(arn)
                                .hookId(hook.hookId())
                                .action(DeploymentLifecycleHookAction.CONTINUE))))
                .then();
    }
}
