package dev.deployflux.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

class PageTokenTest {

    private final EcsSimulator ecs =
            EcsSimulator.builder().tokenLifetime(Duration.ofMinutes(5)).start();

    @AfterEach
    void close() {
        ecs.close();
    }

    @ParameterizedTest
    @EnumSource(RowOrder.class)
    void rowsCreatedMeanwhileNeitherRepeatNorDropOldOnes(RowOrder order) {
        try (EcsSimulator ordered = EcsSimulator.builder().rowOrder(order).start()) {
            SimulatedService web = ordered.cluster("prod").service("web");
            List<String> before = web.history(250);
            List<String> seen = new ArrayList<>();
            String token = null;
            do {
                ListServiceDeploymentsResponse page = list(ordered, token, r -> r.maxResults(30));
                page.serviceDeployments().forEach(row -> seen.add(row.serviceDeploymentArn()));
                token = page.nextToken();
                ordered.clock().advance(Duration.ofSeconds(1));
                web.deploy(DeploymentScript.successful(Duration.ofSeconds(90)));
            } while (token != null);

            assertThat(seen).doesNotHaveDuplicates().containsAll(before);
        }
    }

    @ParameterizedTest
    @EnumSource(RowOrder.class)
    void theLastPageHasNoTokenEvenIfFull(RowOrder order) {
        try (EcsSimulator ordered = EcsSimulator.builder().rowOrder(order).start()) {
            ordered.cluster("prod").service("web").history(40);
            ListServiceDeploymentsResponse first = list(ordered, null, r -> {});
            ListServiceDeploymentsResponse last = list(ordered, first.nextToken(), r -> {});

            assertThat(last.serviceDeployments()).hasSize(20);
            assertThat(last.nextToken()).isNull();
        }
    }

    @Test
    void aTrailingEmptyPageComesWhereAskedFor() {
        try (EcsSimulator trailing =
                EcsSimulator.builder().trailingEmptyPage(true).start()) {
            trailing.cluster("prod").service("web").history(20);
            ListServiceDeploymentsResponse full = list(trailing, null, r -> {});
            ListServiceDeploymentsResponse empty = list(trailing, full.nextToken(), r -> {});

            assertThat(full.nextToken()).isNotNull();
            assertThat(empty.serviceDeployments()).isEmpty();
            assertThat(empty.nextToken()).isNull();
        }
    }

    @Test
    void maxResultsMayChangeBetweenPages() {
        List<String> arns = ecs.cluster("prod").service("web").history(30);
        String token = token(r -> r.maxResults(7));

        assertThat(list(ecs, token, r -> r.maxResults(100)).serviceDeployments())
                .extracting(ServiceDeploymentBrief::serviceDeploymentArn)
                .hasSize(23)
                .doesNotContainAnyElementsOf(arns.subList(23, 30));
    }

    @Test
    void aFilteredListingGoesOnInItsFilter() {
        ecs.cluster("prod").service("web").history(400);
        Consumer<ListServiceDeploymentsRequest.Builder> stopped =
                r -> r.maxResults(15).status(ServiceDeploymentStatus.STOPPED);

        ListServiceDeploymentsResponse second = list(ecs, token(stopped), stopped);

        assertThat(second.serviceDeployments()).hasSize(5);
        assertThat(second.nextToken()).isNull();
    }

    @Test
    void tokenOfAnotherQueryIsRefused() {
        ecs.cluster("prod").service("web").history(30);
        ecs.cluster("prod").service("api").history(30);
        String token = token(r -> {});

        assertRefused(token, r -> r.service("api"));
        assertRefused(token, r -> r.status(ServiceDeploymentStatus.SUCCESSFUL));
        assertRefused(token, r -> r.createdAt(c -> c.before(ecs.clock().instant())));
        assertThat(list(ecs, token, r -> {}).serviceDeployments()).hasSize(10);
    }

    @Test
    void tokenOfAnotherOperationIsRefused() {
        for (int i = 0; i < 11; i++) {
            ecs.cluster("prod").service("web" + i);
        }
        ecs.cluster("prod").service("web").history(30);
        String token = ecs.client().listServices(r -> r.cluster("prod")).join().nextToken();

        assertRefused(token, r -> {});
    }

    @Test
    void tokenOfAnotherSimulatorIsRefused() {
        ecs.cluster("prod").service("web").history(30);
        try (EcsSimulator other = EcsSimulator.start()) {
            other.cluster("prod").service("web").history(30);
            assertRefused(list(other, null, r -> {}).nextToken(), r -> {});
        }
    }

    @Test
    void garbledTokenIsRefused() {
        ecs.cluster("prod").service("web").history(30);
        String token = token(r -> {});

        assertRefused("", r -> {});
        assertRefused("%", r -> {});
        assertRefused("Zm9v", r -> {});
        assertRefused(token.substring(0, token.length() - 4), r -> {});
        assertRefused("A" + token.substring(1), r -> {});
    }

    @Test
    void tokenExpiresByTheClock() {
        ecs.cluster("prod").service("web").history(30);
        String token = token(r -> {});

        ecs.clock().advance(Duration.ofMinutes(5));
        assertThat(list(ecs, token, r -> {}).serviceDeployments()).hasSize(10);
        ecs.clock().advance(Duration.ofMillis(1));
        assertRefused(token, r -> {});
    }

    private String token(Consumer<ListServiceDeploymentsRequest.Builder> request) {
        return list(ecs, null, request).nextToken();
    }

    private void assertRefused(String token, Consumer<ListServiceDeploymentsRequest.Builder> request) {
        assertThatThrownBy(() -> list(ecs, token, request))
                .hasCauseInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("nextToken");
    }

    private static ListServiceDeploymentsResponse list(
            EcsSimulator ecs, @Nullable String token, Consumer<ListServiceDeploymentsRequest.Builder> request) {
        return ecs.client()
                .listServiceDeployments(
                        r -> r.cluster("prod").service("web").nextToken(token).applyMutation(request))
                .join();
    }
}
