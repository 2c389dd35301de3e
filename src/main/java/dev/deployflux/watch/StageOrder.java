package dev.deployflux.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DeploymentStrategy;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * Which lifecycle stage comes after which. A linear or canary deployment comes to the two in which production traffic shifts at
 * each of its steps; one that rolls back shifts its traffic once more, so in a rollback stages have no order.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html">the stages in the
 *     Amazon ECS Developer Guide</a>
 */
final class StageOrder {

    /** Documented as a stage of hooks; the SDK's enum of lifecycle stages lacks it. */
    private static final String BEFORE_SHIFT = "PRE_PRODUCTION_TRAFFIC_SHIFT";

    private static final String SHIFT = "PRODUCTION_TRAFFIC_SHIFT";

    private static final Set<String> REPEATED = Set.of(BEFORE_SHIFT, SHIFT);

    private static final List<String> ORDER = List.of(
            "RECONCILE_SERVICE",
            "PRE_SCALE_UP",
            "SCALE_UP",
            "POST_SCALE_UP",
            "TEST_TRAFFIC_SHIFT",
            "POST_TEST_TRAFFIC_SHIFT",
            BEFORE_SHIFT,
            SHIFT,
            "POST_PRODUCTION_TRAFFIC_SHIFT",
            "BAKE_TIME",
            "CLEAN_UP");

    private StageOrder() {}

    /**
     * Whether an answer that isn't older, as far as its time tells, may be later in its stage.
     *
     * @param newer whether it was updated later than the other, by ECS's clock
     */
    static boolean mayFollow(@Nullable String stage, @Nullable String before, boolean newer) {
        if (stage == null || before == null) {
            return stage != null || before == null || newer;
        }
        int place = ORDER.indexOf(stage);
        int placeBefore = ORDER.indexOf(before);
        boolean unknown = place < 0 || placeBefore < 0;
        return unknown
                ? newer || stage.equals(before)
                : place >= placeBefore || (newer && REPEATED.contains(stage) && REPEATED.contains(before));
    }

    /** The stages between two, as far as the SDK knows them; the first of all comes only in certain deployments. */
    static List<ServiceDeploymentLifecycleStage> between(
            @Nullable String before, @Nullable String stage, @Nullable DeploymentStrategy strategy) {
        List<ServiceDeploymentLifecycleStage> between = new ArrayList<>(0);
        int end = stage == null ? -1 : ORDER.indexOf(stage);
        int begin = before == null ? 0 : ORDER.indexOf(before);
        for (int i = Math.max(begin, 0) + 1; begin >= 0 && i < end; i++) {
            String name = ORDER.get(i);
            if (!name.equals(BEFORE_SHIFT) && !(strategy == DeploymentStrategy.ROLLING && name.contains("TRAFFIC"))) {
                between.add(ServiceDeploymentLifecycleStage.fromValue(name));
            }
        }
        return List.copyOf(between);
    }

    /** Whether it has come to that stage, or passed it, and isn't on its way back. */
    static boolean isThere(ServiceDeployment deployment, ServiceDeploymentLifecycleStage stage) {
        String latest = deployment.lifecycleStageAsString();
        if (deployment.status() != ServiceDeploymentStatus.IN_PROGRESS || latest == null) {
            return false;
        }
        int place = ORDER.indexOf(stage.toString()); // a newer SDK may know stages that are unknown here
        return latest.equals(stage.toString()) || (place >= 0 && ORDER.indexOf(latest) >= place);
    }
}
