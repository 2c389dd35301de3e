package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deployflux.ServiceDeployments;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/** What an SDK that knows no hooks can't tell is said at the start; runs on such a one in the profile for old versions. */
class SdkSupportTest {

    private final boolean knowsHooks = Arrays.stream(ServiceDeployment.class.getMethods())
            .anyMatch(method -> method.getName().equals("lifecycleHookDetails"));

    private final DeploymentWatcher watcher = DeploymentWatcher.builder(ServiceDeployments.create(new OutcomeClient()))
            .build();

    @Test
    void thePlanKnowsWhetherDeploymentsAreDescribed() {
        assertThat(watcher.plan(20, 20).neededPerSecond() < 1).isEqualTo(knowsHooks);
    }

    @Test
    void thePlanKnowsWhetherServicesAreDescribed() {
        boolean knowsWhatIsCurrent = Arrays.stream(Service.class.getMethods())
                .anyMatch(method -> method.getName().equals("currentServiceRevisions"));
        WatchPlan plan = DeploymentWatcher.builder(ServiceDeployments.create(new OutcomeClient()))
                .detector(ServiceFingerprints.create())
                .build()
                .plan(20, 0);

        assertThat(plan.neededLooksPerSecond() > 0).isEqualTo(knowsWhatIsCurrent);
    }

    @Test
    void aPauseIsRefusedWhereItCannotBeSeen() {
        if (knowsHooks) {
            assertThatCode(() -> watcher.awaitPause(OutcomeClient.arn("a"))).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> watcher.awaitPause(OutcomeClient.arn("a")))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("AWS SDK 2.44.8");
        }
    }
}
