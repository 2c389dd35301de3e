package dev.deployflux.simulator;

import static dev.deployflux.simulator.Operation.LIST_SERVICES;
import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

class AnswerFaultsTest {

    private final EcsSimulator ecs = EcsSimulator.start();
    private final SimulatedService web = ecs.cluster("prod").service("web");

    @AfterEach
    void close() {
        ecs.close();
    }

    @Test
    void anUnknownStatusKeepsItsText() {
        web.history(2);
        inject(Fault.unknownStatus("FROZEN"));

        assertThat(page(null).serviceDeployments()).hasSize(2).allSatisfy(row -> {
            assertThat(row.status()).isEqualTo(ServiceDeploymentStatus.UNKNOWN_TO_SDK_VERSION);
            assertThat(row.statusAsString()).isEqualTo("FROZEN");
        });
    }

    @Test
    void aBlankTokenIsWhatIsAskedFor() {
        web.history(30);
        inject(Fault.blankToken());
        inject(Fault.blankToken("  "));

        assertThat(page(null).nextToken()).isEmpty();
        assertThat(page(null).nextToken()).isEqualTo("  ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fault.blankToken("x"))
                .withMessageContaining("Fault.altered");
    }

    @Test
    void anEmptyPageLeadsOnFromTheSamePlaceByANewToken() {
        web.history(30);
        List<String> all = arns(page(null));
        ListServiceDeploymentsResponse first = page(null);
        all.addAll(arns(page(first.nextToken())));

        inject(Fault.emptyPageWithToken());
        ListServiceDeploymentsResponse empty = page(null);
        ListServiceDeploymentsResponse one = page(empty.nextToken());
        inject(Fault.emptyPageWithToken());
        ListServiceDeploymentsResponse emptyAgain = page(one.nextToken());
        ListServiceDeploymentsResponse two = page(emptyAgain.nextToken());

        assertThat(empty.serviceDeployments()).isEmpty();
        assertThat(emptyAgain.serviceDeployments()).isEmpty();
        assertThat(emptyAgain.nextToken()).isNotEqualTo(one.nextToken());
        assertThat(arns(one)).hasSize(20);
        List<String> seen = arns(one);
        seen.addAll(arns(two));
        assertThat(seen).isEqualTo(all);
    }

    @Test
    void aShortPageDropsNothing() {
        web.history(30);
        ecs.faults()
                .inject(
                        LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.shortPage(7)).always());

        List<String> seen = new ArrayList<>();
        String token = null;
        do {
            ListServiceDeploymentsResponse page = page(token);
            seen.addAll(arns(page));
            token = page.nextToken();
        } while (token != null);

        assertThat(seen).hasSize(30).doesNotHaveDuplicates();
        assertThat(ecs.calls().count()).isEqualTo(5);
    }

    @Test
    void aRepeatedTokenIsTheOneOfTheRequest() {
        web.history(90);
        ecs.faults()
                .inject(
                        LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.repeatedToken()).always());

        String token = page(null).nextToken();

        assertThat(token).isNotBlank();
        assertThat(page(token).nextToken()).isEqualTo(token);
    }

    @Test
    void anExpiredTokenIsAnInvalidParameter() {
        web.history(1);
        inject(Fault.expiredToken());

        assertThatThrownBy(() -> page(null))
                .hasCauseInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("The nextToken has expired.");
    }

    @Test
    void reorderedRowsAreTheSameRows() {
        web.history(20);
        List<String> inOrder = arns(page(null));
        inject(Fault.reorderedRows(7));
        inject(Fault.reorderedRows(7));

        List<String> reordered = arns(page(null));

        assertThat(reordered).isNotEqualTo(inOrder).containsExactlyInAnyOrderElementsOf(inOrder);
        assertThat(arns(page(null))).isEqualTo(reordered);
    }

    @Test
    void listsMayBeNullAbsentOrHoldNulls() {
        web.history(2);
        inject(Fault.nullList());
        inject(Fault.absentList());
        inject(Fault.nullRows());

        assertThat(page(null).hasServiceDeployments()).isFalse();
        assertThat(page(null).hasServiceDeployments()).isFalse();
        assertThat(page(null).serviceDeployments())
                .hasSize(4)
                .satisfiesExactly(
                        row -> assertThat(row).isNull(),
                        row -> assertThat(row).isNotNull(),
                        row -> assertThat(row).isNull(),
                        row -> assertThat(row).isNotNull());
    }

    @Test
    void aListOfNamesCanBeSpoiltToo() {
        ecs.faults().inject(LIST_SERVICES, Fault.emptyPageWithToken());
        ecs.faults().inject(LIST_SERVICES, Fault.nullRows());

        String token = ecs.client().listServices(r -> r.cluster("prod")).join().nextToken();
        List<String> arns = ecs.client()
                .listServices(r -> r.cluster("prod").nextToken(token))
                .join()
                .serviceArns();

        assertThat(arns).containsExactly(null, web.arn());
    }

    @Test
    void aStaleAnswerIsOfThePast() {
        String old = web.deploy(DeploymentScript.successful(Duration.ofSeconds(90)));
        ecs.clock().advance(Duration.ofSeconds(100));
        web.deploy(DeploymentScript.successful(Duration.ofSeconds(90)));
        inject(Fault.stale(Duration.ofSeconds(60)));

        assertThat(page(null).serviceDeployments()).singleElement().satisfies(row -> {
            assertThat(row.serviceDeploymentArn()).isEqualTo(old);
            assertThat(row.status()).isEqualTo(ServiceDeploymentStatus.IN_PROGRESS);
        });
        assertThat(page(null).serviceDeployments()).hasSize(2);
    }

    @Test
    void anyOtherChangeCanBeMade() {
        web.history(1);
        inject(Fault.altered(
                "longToken", (request, response) -> response.put("nextToken", "for " + request.path("service"))));

        assertThat(page(null).nextToken()).isEqualTo("for \"web\"");
        assertThat(ecs.calls().all().get(0).fault()).get().hasToString("longToken");
    }

    private void inject(Fault fault) {
        ecs.faults().inject(LIST_SERVICE_DEPLOYMENTS, fault);
    }

    private ListServiceDeploymentsResponse page(@Nullable String token) {
        return ecs.client()
                .listServiceDeployments(r -> r.cluster("prod").service("web").nextToken(token))
                .join();
    }

    private static List<String> arns(ListServiceDeploymentsResponse page) {
        return new ArrayList<>(page.serviceDeployments().stream()
                .map(ServiceDeploymentBrief::serviceDeploymentArn)
                .toList());
    }
}
