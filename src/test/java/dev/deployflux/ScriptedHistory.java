package dev.deployflux;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.CreatedAt;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** The deployments of one service, which may change between calls, listed as the test has it where ECS documents nothing. */
final class ScriptedHistory {

    /** Whether {@code createdAt.after} and {@code createdAt.before} include rows of that very instant. */
    record Edges(boolean afterInclusive, boolean beforeInclusive) {

        boolean include(@Nullable CreatedAt window, Instant createdAt) {
            return window == null || (isAfter(window, createdAt) && isBefore(window, createdAt));
        }

        private boolean isAfter(CreatedAt window, Instant createdAt) {
            return window.after() == null
                    || createdAt.isAfter(window.after())
                    || (afterInclusive && createdAt.equals(window.after()));
        }

        private boolean isBefore(CreatedAt window, Instant createdAt) {
            return window.before() == null
                    || createdAt.isBefore(window.before())
                    || (beforeInclusive && createdAt.equals(window.before()));
        }
    }

    /** In which rows are listed. */
    enum Order {
        NEWEST_FIRST(Comparator.comparing(ServiceDeploymentBrief::createdAt).reversed()),
        OLDEST_FIRST(Comparator.comparing(ServiceDeploymentBrief::createdAt)),
        SHUFFLED(Comparator.comparing(row -> row.serviceDeploymentArn().hashCode() * 0x9E3779B9));

        @SuppressWarnings("ImmutableEnumChecker") // the comparators above hold nothing
        private final Comparator<ServiceDeploymentBrief> comparator;

        Order(Comparator<ServiceDeploymentBrief> comparator) {
            this.comparator = comparator.thenComparing(ServiceDeploymentBrief::serviceDeploymentArn);
        }
    }

    private final Order order;
    private final Edges edges;
    private final Map<String, ServiceDeploymentBrief> rows = new LinkedHashMap<>();

    /** Rows that tokens name, as they were. */
    private final Map<String, ServiceDeploymentBrief> tokens = new HashMap<>();

    ScriptedHistory(Order order, Edges edges) {
        this.order = order;
        this.edges = edges;
    }

    /** Adds a row, or replaces the one of that ARN. */
    void put(String arn, Instant createdAt, String status) {
        rows.put(
                arn,
                ServiceDeploymentBrief.builder()
                        .serviceDeploymentArn(arn)
                        .createdAt(createdAt)
                        .status(status)
                        .build());
    }

    void changeStatus(String arn, String status) {
        put(arn, Objects.requireNonNull(rows.get(arn)).createdAt(), status);
    }

    List<String> arns() {
        return List.copyOf(rows.keySet());
    }

    /** The page asked for, of the rows as they are now; a token names the row before it. */
    ListServiceDeploymentsResponse answer(ListServiceDeploymentsRequest request) {
        List<ServiceDeploymentBrief> rest = new ArrayList<>(rows.values());
        rest.removeIf(row -> !edges.include(request.createdAt(), row.createdAt())
                || (!request.statusAsStrings().isEmpty()
                        && !request.statusAsStrings().contains(row.statusAsString()))
                || isListed(row, request.nextToken()));
        rest.sort(order.comparator);
        if (rest.size() <= request.maxResults()) {
            return ListServiceDeploymentsResponse.builder()
                    .serviceDeployments(rest)
                    .build();
        }
        List<ServiceDeploymentBrief> page = rest.subList(0, request.maxResults());
        ServiceDeploymentBrief last = page.get(page.size() - 1);
        tokens.put(last.serviceDeploymentArn(), last);
        return ListServiceDeploymentsResponse.builder()
                .serviceDeployments(page)
                .nextToken(last.serviceDeploymentArn())
                .build();
    }

    private boolean isListed(ServiceDeploymentBrief row, @Nullable String token) {
        return token != null && order.comparator.compare(row, Objects.requireNonNull(tokens.get(token))) <= 0;
    }
}
