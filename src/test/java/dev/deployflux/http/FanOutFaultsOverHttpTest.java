package dev.deployflux.http;

import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.FanOutException;
import dev.deployflux.FanOutOptions;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceFailure;
import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.HeldFault;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;
import reactor.util.retry.Retry;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What a subscriber to many services sees when connections break or it leaves, and that no row comes twice. */
@Timeout(60)
class FanOutFaultsOverHttpTest extends ShopsOverHttp {

    /** The second page of each service that has one: three of them. */
    @ParameterizedTest
    @CsvSource({"1", "3"})
    void aPageThatBreaksOffIsTriedAgainWithoutRepeatingARow(int breaks) {
        ecs.faults()
                .inject(
                        LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.resetWithinBody())
                                .when(call -> call.nextToken().isPresent())
                                .times(breaks));

        listing(
                        ServiceDeployments.builder(tryingOnce)
                                .pageRetry(Retry.max(3))
                                .build(),
                        deployments.services("a", "b", "c"),
                        FanOutOptions.create())
                .verifyComplete();

        assertRowsOf(service -> true);
        assertThat(ecs.calls().count(LIST_SERVICE_DEPLOYMENTS))
                .as("nine services, four pages more, and the attempts that broke off")
                .isEqualTo(9 + 4 + breaks);
    }

    @Test
    void aPageThatBreaksOffWithoutARetryCostsItsServiceTheRest() {
        ecs.faults()
                .inject(
                        LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.resetWithinBody())
                                .when(call -> call.nextToken().isPresent()
                                        && cluster("b").test(call)));

        listing(deployments.services("a", "b", "c"), FanOutOptions.create())
                .verifyErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(FanOutException.class, failed -> assertThat(failed.failures())
                                .extracting(ServiceFailure::service)
                                .containsExactly(new ServiceRef("b", "s2"))));

        List<String> broken = shops.arnsOf(new ServiceRef("b", "s2")::equals);
        assertThat(rows).doesNotHaveDuplicates().filteredOn(broken::contains).hasSize(100);
        rows.removeAll(broken);
        assertRowsOf(service -> !service.equals(new ServiceRef("b", "s2")));
    }

    @Test
    void cancelAbortsAllCallsUnderWay() {
        HeldFault held = Fault.hold();
        ecs.faults().inject(LIST_SERVICE_DEPLOYMENTS, FaultRule.of(held).skip(3).always());
        List<String> failed = new ArrayList<>();
        Disposable listing = deployments
                .listAll(
                        deployments.services("a", "b", "c"),
                        r -> {},
                        FanOutOptions.builder().concurrency(5).build())
                .map(ServiceDeploymentBrief::serviceDeploymentArn)
                .subscribe(rows::add, error -> failed.add(error.toString()));
        held.reached(5).block(SOON);
        int calls = ecs.calls().count();

        listing.dispose();

        ecs.calls().whenAborted(5).block(SOON);
        held.release();
        // Whatever else it asked for would arrive before this call.
        deployments.list(r -> r.cluster("a").service("s1")).take(1).blockLast(SOON);
        assertThat(ecs.calls().aborted()).isEqualTo(5);
        assertThat(ecs.calls().count()).isEqualTo(calls + 1);
        assertThat(failed).isEmpty();
    }
}
