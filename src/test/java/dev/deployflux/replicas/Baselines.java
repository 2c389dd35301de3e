package dev.deployflux.replicas;

import dev.deployflux.soak.Resources;
import dev.deployflux.soak.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * What each replica held when it was up and warm, and nobody listened. One that takes its place later is judged by that too: it is the
 * same program.
 */
final class Baselines {

    private static final int STREAMS = 40;

    /** Until connections to ECS that nobody uses are closed, and threads that nobody needs have ended. */
    private static final long SETTLING_MILLIS = 10_000;

    private final List<Resources> all;

    private Baselines(List<Resources> all) {
        this.all = all;
    }

    static Baselines of(Scene scene, StreamClients streams) {
        List<ChildReplica> replicas = scene.replicas();
        replicas.forEach(replica -> streams.warm(scene.streams(replica), STREAMS));
        Pause.millis(SETTLING_MILLIS);
        return new Baselines(atOnce(replicas, ChildReplica::resources));
    }

    /** Once all have left. */
    void judge(Scene scene, Tally tally) {
        long deployments = scene.account.ecs.truth().size();
        List<ChildReplica> replicas = scene.replicas();
        List<Resources> now =
                atOnce(replicas, replica -> replica.resources(all.get(replicas.indexOf(replica)), deployments));
        for (int i = 0; i < now.size(); i++) {
            String name = replicas.get(i).name();
            System.out.printf("%s before: %s%n%s after:  %s%n", name, all.get(i), name, now.get(i));
            ResourcesJudge.judge(name, all.get(i), now.get(i), deployments, tally);
        }
    }

    private static <T> List<T> atOnce(List<ChildReplica> replicas, Function<ChildReplica, T> question) {
        List<CompletableFuture<T>> answers = new ArrayList<>();
        replicas.forEach(replica -> answers.add(CompletableFuture.supplyAsync(() -> question.apply(replica))));
        return answers.stream().map(CompletableFuture::join).toList();
    }
}
