package dev.deployflux.validator;

import java.util.List;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;

/** The stages that one deployment came to, by their places. */
final class TrueStages {

    /** As ECS documents them. */
    private static final List<String> ORDER = List.of(
            "RECONCILE_SERVICE",
            "PRE_SCALE_UP",
            "SCALE_UP",
            "POST_SCALE_UP",
            "TEST_TRAFFIC_SHIFT",
            "POST_TEST_TRAFFIC_SHIFT",
            "PRE_PRODUCTION_TRAFFIC_SHIFT",
            "PRODUCTION_TRAFFIC_SHIFT",
            "POST_PRODUCTION_TRAFFIC_SHIFT",
            "BAKE_TIME",
            "CLEAN_UP");

    private final List<String> names;

    TrueStages(TrueDeployment deployment) {
        this.names = deployment.rollout().stages().stream()
                .map(TrueRollout.Stage::name)
                .toList();
    }

    /** Where it stands in ECS's order; -1 for a stage that isn't documented. */
    static int rank(String name) {
        return ORDER.indexOf(name);
    }

    static boolean isKnownToSdk(String name) {
        return ServiceDeploymentLifecycleStage.fromValue(name)
                != ServiceDeploymentLifecycleStage.UNKNOWN_TO_SDK_VERSION;
    }

    /** Only stages that the SDK knows can be marked, and the first one needn't be: not every deployment has it. */
    static boolean canBeMarked(String name) {
        return rank(name) > 0 && isKnownToSdk(name);
    }

    boolean had(String name) {
        return names.contains(name);
    }

    String name(int place) {
        return names.get(place);
    }

    /** The place itself if it is of that name, or else the first behind it; -1 if there is none. */
    int next(String name, int place) {
        for (int i = Math.max(place, 0); i < names.size(); i++) {
            if (names.get(i).equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Those that were left out for certain between being told at one place and at a later one. */
    List<String> skipped(int from, int to) {
        int last = from;
        for (int i = from + 1; i < to; i++) {
            if (names.get(i).equals(names.get(from))) {
                last = i;
            }
        }
        return names.subList(last + 1, Math.max(last + 1, to));
    }

    /** Whether one of two comes before the other at least once, and they aren't entered once each. */
    boolean comesBack(String before, String name) {
        int first = names.indexOf(before);
        return first >= 0
                && first < names.lastIndexOf(name)
                && (first != names.lastIndexOf(before) || names.indexOf(name) != names.lastIndexOf(name));
    }

    boolean isBetween(String name, int from, int to) {
        return to > from + 1 && names.subList(from + 1, to).contains(name);
    }

    @Override
    public String toString() {
        return names.toString();
    }
}
