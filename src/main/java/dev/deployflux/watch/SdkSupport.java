package dev.deployflux.watch;

import java.util.Arrays;
import reactor.util.Logger;
import reactor.util.Loggers;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/** What the AWS SDK on the class path knows. An older one would fail at a method that it lacks. */
final class SdkSupport {

    private static final Logger LOG = Loggers.getLogger(SdkSupport.class);

    private static final boolean KNOWS_HOOKS = knows(ServiceDeployment.class, "lifecycleHookDetails");
    private static final boolean KNOWS_WHAT_IS_CURRENT = knows(Service.class, "currentServiceRevisions");

    private static final String NEEDED = "AWS SDK 2.44.8 or newer, and the one on the class path is older";

    private SdkSupport() {}

    private static boolean knows(Class<?> shape, String field) {
        return Arrays.stream(shape.getMethods())
                .anyMatch(method -> method.getName().equals(field));
    }

    /** Whether a detector can tell what is current; says so if not. */
    static boolean detector(boolean wanted) {
        if (wanted && !KNOWS_WHAT_IS_CURRENT) {
            LOG.warn(
                    "A detector needs AWS SDK 2.42.37 or newer, and the one on the class path is older: services are listed"
                            + " every idle interval instead. Update it, or build the watcher without a detector");
        }
        return wanted && KNOWS_WHAT_IS_CURRENT;
    }

    /** Whether these details can be told; says so if not. */
    static boolean details(boolean wanted) {
        if (wanted && !KNOWS_HOOKS) {
            LOG.warn(
                    "Stages and pauses of deployments need {}: services that deploy are listed instead. Update it, or write"
                            + " details(false)",
                    NEEDED);
        }
        return wanted && KNOWS_HOOKS;
    }

    static void requireHooks() {
        if (!KNOWS_HOOKS) {
            throw new UnsupportedOperationException("Stages and pauses of deployments need " + NEEDED + ": update it");
        }
    }
}
