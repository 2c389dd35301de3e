package dev.deployflux;

import dev.deployflux.paging.PageChain;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * The rows that a scan has found, of which chains list many again: a deployment passes once, by its ARN, and equal rows
 * without one as often as a single chain lists them.
 */
final class FoundRows {

    private final Set<Object> found = new HashSet<>();
    private final Map<ListedBy, Integer> unnamed = new HashMap<>(0);

    /** Whether this row, which that chain lists, is to pass. */
    boolean isNew(PageChain<?> chain, @Nullable ServiceDeploymentBrief row) {
        if (row == null) {
            return false;
        }
        String arn = row.serviceDeploymentArn();
        return found.add(
                arn != null ? arn : new Unnamed(row, unnamed.merge(new ListedBy(chain, row), 1, Integer::sum)));
    }

    private record ListedBy(PageChain<?> chain, ServiceDeploymentBrief row) {}

    /** The row of that number among equal ones of a chain. */
    private record Unnamed(ServiceDeploymentBrief row, int number) {}
}
