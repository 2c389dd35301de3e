package dev.deployflux.validator;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What all deployments really did, by the clock of ECS. Immutable. */
public final class TrueHistory {

    private final Map<String, TrueDeployment> deployments;

    private TrueHistory(Map<String, TrueDeployment> deployments) {
        this.deployments = Collections.unmodifiableMap(deployments);
    }

    /**
     * The history of these deployments.
     *
     * @param deployments of any number of services, also of ones that aren't watched
     * @return the history
     * @throws IllegalArgumentException if two have one ARN
     */
    public static TrueHistory of(List<TrueDeployment> deployments) {
        Map<String, TrueDeployment> byArn = new LinkedHashMap<>();
        for (TrueDeployment each : deployments) {
            if (byArn.put(each.arn(), each) != null) {
                throw new IllegalArgumentException(
                        each.arn() + " is there twice: write one deployment with all its steps");
            }
        }
        return new TrueHistory(byArn);
    }

    /**
     * The deployments.
     *
     * @return them in the order given
     */
    public Collection<TrueDeployment> deployments() {
        return deployments.values();
    }

    @Nullable
    TrueDeployment find(@Nullable String arn) {
        return arn == null ? null : deployments.get(arn);
    }
}
