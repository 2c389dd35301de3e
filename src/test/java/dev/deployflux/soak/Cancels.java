package dev.deployflux.soak;

import dev.deployflux.FanOutOptions;
import dev.deployflux.ScanOptions;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.Call;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.HeldFault;
import dev.deployflux.simulator.Operation;
import dev.deployflux.watch.DeploymentWatcher;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/**
 * Whoever cancels aborts the call that is under way: a list, a scan, a fan-out and a watch, each alone and without
 * faults.
 */
final class Cancels {

    /** Before any timeout of the SDK's would abort the call, too. */
    static final Duration SOON = Duration.ofSeconds(10);

    private final LiveAccount account;
    private final Tally tally;
    private final Duration soon;

    Cancels(LiveAccount account, Tally tally, Duration soon) {
        this.account = account;
        this.tally = tally;
        this.soon = soon;
    }

    void play() {
        EcsAsyncClient client = account.ecs.clientBuilder().build();
        try {
            ServiceDeployments deployments = ServiceDeployments.create(client);
            ServiceRef archive = account.archive();
            judge("lists", deployments.list(r -> r.cluster(archive.cluster()).service(archive.service())));
            judge(
                    "scans",
                    deployments.scan(
                            r -> r.cluster(archive.cluster()).service(archive.service()), ScanOptions.create()));
            judge("fan-outs", deployments.listAll(Flux.just(archive), r -> {}, FanOutOptions.create()));
            judge("watches", DeploymentWatcher.builder(deployments).build().watch(Flux.just(archive)));
        } finally {
            client.close();
        }
    }

    void judge(String name, Flux<?> stream) {
        HeldFault held = Fault.hold();
        account.ecs
                .faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(held).when(this::isOfArchive).always());
        Disposable reader = stream.subscribe(
                any -> {}, error -> tally.violation(name + " failed, though no call was answered: " + error));
        boolean called = Stage.comes(() -> !calls(held).isEmpty(), soon);
        reader.dispose();
        if (called && Stage.comes(() -> calls(held).stream().allMatch(Call::aborted), soon)) {
            tally.count(name + ", cancelled while a call was held");
        } else {
            tally.violation(name + (called ? " were cancelled, but the call wasn't aborted" : " called nobody"));
        }
        account.ecs.faults().clear();
        held.release();
    }

    private boolean isOfArchive(Call call) {
        return call.cluster().equals(Optional.of(account.archive().cluster()));
    }

    private List<Call> calls(HeldFault held) {
        return account.ecs.calls().all().stream()
                .filter(call -> call.fault().equals(Optional.of(held)))
                .toList();
    }
}
