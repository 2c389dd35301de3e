package dev.deployflux.watch;

import static dev.deployflux.simulator.Operation.DESCRIBE_SERVICES;
import static dev.deployflux.simulator.Operation.DESCRIBE_SERVICE_DEPLOYMENTS;
import static dev.deployflux.simulator.Operation.LIST_SERVICES;
import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.watch.DeploymentEvent.CaughtUp;
import dev.deployflux.watch.DeploymentEvent.FellBehind;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The published quota carries 10,000 services of 20 clusters with a detector, while one in a hundred deploys. */
class TenThousandServicesTest {

    private final BusyAccount account =
            new BusyAccount(20, 500, watcher -> watcher.detector(ServiceFingerprints.create()));

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void eachIsLookedAtInTimeAndEachDeploymentToldWithThreeQuartersOfTheQuota() {
        account.pass(Duration.ofMinutes(10)); // each is listed once, 20 a second
        account.deployEvery(Duration.ofSeconds(3), DeploymentScript.successful(Duration.ofMinutes(5)));
        account.pass(Duration.ofMinutes(8));
        account.measure();
        account.pass(Duration.ofMinutes(30));

        assertThat(account.inFlight()).isBetween(95L, 105L);
        assertThat(account.longestWithoutALook()).isLessThanOrEqualTo(Duration.ofSeconds(66));
        assertThat(account.latestTold()).isLessThanOrEqualTo(Duration.ofSeconds(80));
        assertThat(account.throttled()).isZero();
        assertThat(account.perSecond(LIST_SERVICE_DEPLOYMENTS, DESCRIBE_SERVICE_DEPLOYMENTS))
                .isLessThanOrEqualTo(15);
        assertThat(account.perSecond(LIST_SERVICES, DESCRIBE_SERVICES)).isLessThanOrEqualTo(15);
        assertThat(account.told(FellBehind.class)).isZero();
        assertThat(account.told(CaughtUp.class)).isZero();
    }
}
