package dev.deployflux.watch;

import java.util.Arrays;
import reactor.util.Logger;
import reactor.util.Loggers;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/** Whether the AWS SDK on the class path knows stages and hooks. An older one would fail at a method that it lacks. */
final class SdkSupport {

    private static final Logger LOG = Loggers.getLogger(SdkSupport.class);

    private static final boolean KNOWS_HOOKS = Arrays.stream(ServiceDeployment.class.getMethods())
            .anyMatch(method -> method.getName().equals("lifecycleHookDetails"));

    private static final String NEEDED = "AWS SDK 2.44.8 or newer, and the one on the class path is older";

    private SdkSupport() {}

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
