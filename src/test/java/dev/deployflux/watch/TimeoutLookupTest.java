package dev.deployflux.watch;

import static dev.deployflux.watch.OutcomeClient.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;

import dev.deployflux.watch.OutcomeScene.Wait;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** The last lookup of a wait whose time is up: is there a newer deployment? */
class TimeoutLookupTest extends TimeoutScene {

    @Test
    void itNamesTheFirstNewerDeployment() {
        String arn = ecs.put("a", IN_PROGRESS);
        ecs.put("third", PENDING, d -> d.createdAt(NOON.plusSeconds(50)));
        ecs.put("second", PENDING, d -> d.createdAt(NOON.plusSeconds(40)));
        Wait wait = scene.await(arn, Duration.ofMinutes(2));

        scene.pass(Duration.ofMinutes(2));

        assertThat(timeout(wait).supersededBy()).isEqualTo(OutcomeClient.arn("second"));
        assertThat(wait.error()).hasMessageContaining("superseded").hasMessageContaining(OutcomeClient.arn("second"));
        assertThat(ecs.lists).hasSize(1);
    }

    @Test
    void ifTheNewerOnesCannotBeListedItComesWithoutThem() {
        ecs.listFault = OutcomeClient.error(500, "ServerException");
        Wait wait = scene.await(ecs.put("a", IN_PROGRESS), Duration.ofMinutes(2));

        scene.pass(Duration.ofMinutes(2));

        assertThat(timeout(wait).supersededBy()).isNull();
    }

    @Test
    void thoseWhoseTimeIsUpAtOnceShareTheLookup() {
        String arn = ecs.put("a", IN_PROGRESS);
        List<Wait> waits = Stream.generate(() -> scene.await(arn, Duration.ofMinutes(2)))
                .limit(50)
                .toList();
        scene.pass(Duration.ofSeconds(119));
        ecs.holdsLists = true;
        ecs.put("second", PENDING, d -> d.createdAt(NOON.plusSeconds(40)));
        scene.pass(Duration.ofSeconds(1));
        assertThat(ecs.lists).hasSize(1);

        ecs.release();

        assertThat(waits)
                .allSatisfy(wait -> assertThat(timeout(wait).supersededBy()).isEqualTo(OutcomeClient.arn("second")));
    }

    @Test
    void oneWhoseTimeIsUpWhileTheOthersAreToldIsToldTheSame() {
        String arn = ecs.put("a", IN_PROGRESS);
        Disposable first = scene.watcher
                .awaitOutcome(arn, Duration.ofMinutes(2))
                .subscribe(outcome -> {}, error -> scene.pass(Duration.ofSeconds(1)));
        Wait second = scene.await(arn, Duration.ofSeconds(121));
        scene.pass(Duration.ofSeconds(119));
        ecs.holdsLists = true;
        scene.pass(Duration.ofSeconds(1));

        ecs.holdsLists = false;
        ecs.release();
        scene.pass(Duration.ofSeconds(1));

        assertThat(first.isDisposed()).isTrue();
        assertThat(second.error()).isInstanceOf(OutcomeTimeoutException.class);
    }

    @Test
    void cancelDuringTheLookupAbortsIt() {
        ecs.holdsLists = true;
        Wait wait = scene.await(ecs.put("a", IN_PROGRESS), Duration.ofMinutes(2));
        scene.pass(Duration.ofMinutes(2));
        assertThat(ecs.underWay()).isOne();

        wait.subscription.dispose();

        assertThat(ecs.underWay()).isZero();
        assertThat(wait.isOpen()).isTrue();
    }

    @Test
    void aLookupThatHangsDelaysItByOneCallTimeout() {
        ecs.holdsLists = true;
        Wait wait = scene.await(ecs.put("a", IN_PROGRESS), Duration.ofMinutes(2));

        scene.pass(Duration.ofMinutes(3).minusMillis(1));
        assertThat(wait.isOpen()).isTrue();
        scene.pass(Duration.ofMillis(1));

        assertThat(timeout(wait).supersededBy()).isNull();
        assertThat(ecs.underWay()).isZero();
    }
}
