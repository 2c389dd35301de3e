package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.BAKE_TIME;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.SCALE_UP;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.UNKNOWN_TO_SDK_VERSION;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

class StageOrderTest {

    private static ServiceDeployment at(String stage) {
        return ServiceDeployment.builder()
                .status(ServiceDeploymentStatus.IN_PROGRESS)
                .lifecycleStage(stage)
                .build();
    }

    @Test
    void aStageWithoutAPlaceIsNotReachedByComingToAnother() {
        assertThat(StageOrder.isThere(at("BAKE_TIME"), UNKNOWN_TO_SDK_VERSION)).isFalse();
    }

    @Test
    void aStageIsReachedByItselfAndThoseBehindIt() {
        assertThat(StageOrder.isThere(at("SCALE_UP"), SCALE_UP)).isTrue();
        assertThat(StageOrder.isThere(at("BAKE_TIME"), SCALE_UP)).isTrue();
        assertThat(StageOrder.isThere(at("SCALE_UP"), BAKE_TIME)).isFalse();
        assertThat(StageOrder.isThere(at("QUANTUM_SHIFT"), BAKE_TIME)).isFalse();
    }
}
