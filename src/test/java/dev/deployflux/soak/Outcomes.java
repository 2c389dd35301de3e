package dev.deployflux.soak;

import dev.deployflux.soak.LiveAccount.Deployment;
import dev.deployflux.watch.DeploymentOutcome;
import dev.deployflux.watch.DeploymentWatcher;
import java.time.Duration;
import java.util.Random;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** Somebody deploys, and awaits how it ends. Some leave before it does. */
final class Outcomes implements Act {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final int AT_ONCE = 100;

    private final DeploymentWatcher watcher;
    private final Random random;

    Outcomes(DeploymentWatcher watcher, Random random) {
        this.watcher = watcher;
        this.random = random;
    }

    @Override
    public Mono<Void> play(Stage stage) {
        return Flux.defer(() -> Stage.within(random, LONGEST_PAUSE).then(Mono.fromSupplier(stage.account::deploy)))
                .repeat(() -> !stage.isCalm())
                .flatMap(deployed -> await(stage, deployed, random.nextInt(5) == 0), AT_ONCE)
                .then();
    }

    private Mono<Void> await(Stage stage, Deployment deployed, boolean leaves) {
        stage.tally.count("deployments");
        Mono<DeploymentOutcome> outcome = watcher.awaitOutcome(deployed.arn(), TIMEOUT);
        Mono<DeploymentOutcome> told = leaves
                ? outcome.takeUntilOther(Stage.within(new Random(deployed.hashCode()), LONGEST_PAUSE))
                : outcome.switchIfEmpty(
                        Mono.fromRunnable(() -> stage.tally.violation("the outcome of " + deployed + " is empty")));
        return told.doOnNext(end -> judge(stage, deployed, end))
                .onErrorResume(error -> Mono.fromRunnable(
                        () -> stage.tally.violation("the outcome of " + deployed + " wasn't told: " + error)))
                .then();
    }

    private static void judge(Stage stage, Deployment deployed, DeploymentOutcome told) {
        stage.tally.count("outcomes judged");
        ServiceDeploymentStatus truth = stage.account
                .ecs
                .cluster(deployed.service().cluster())
                .service(deployed.service().service())
                .status(deployed.arn());
        if (truth != status(told)) {
            stage.tally.violation("the outcome of " + deployed + " is " + truth + ", but was told as " + told);
        }
        if (told.isSuccess() != (truth == ServiceDeploymentStatus.SUCCESSFUL)) {
            stage.tally.violation(truth + " was told as success: " + told.isSuccess());
        }
    }

    private static ServiceDeploymentStatus status(DeploymentOutcome told) {
        if (told instanceof DeploymentOutcome.Succeeded) {
            return ServiceDeploymentStatus.SUCCESSFUL;
        } else if (told instanceof DeploymentOutcome.RolledBack) {
            return ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL;
        } else if (told instanceof DeploymentOutcome.RollbackFailed) {
            return ServiceDeploymentStatus.ROLLBACK_FAILED;
        }
        return ServiceDeploymentStatus.STOPPED;
    }
}
