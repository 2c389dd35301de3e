package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.docs.FarFigures;
import dev.deployflux.fixture.LeanAccount;
import dev.deployflux.fixture.SharedServices;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A hundred accounts in one process and one virtual time call what they should, each under its own quota. Here they have a hundred
 * services each; {@link HundredAccounts} is the program with 10,000 each. What one of that size calls is what the guide says.
 */
@Timeout(300)
class HundredAccountsTest {

    private static final int ACCOUNTS = 100;
    private static final int SERVICES = 100;
    private static final Duration LATEST = Duration.ofSeconds(80);

    /** Of what one account of this size should call in half an hour. */
    private static final double CHANCE = 0.15;

    /** Of what the guide says: a measured time of minutes sees now more lists, now fewer. */
    private static final double MINUTES = 0.05;

    private static double average(List<ManyAccounts.Watched> accounts, ApiBucket bucket) {
        return accounts.stream()
                .mapToDouble(each -> each.perSecond(bucket))
                .average()
                .orElseThrow();
    }

    /** The calls of a watch of such an account by the intervals, a second. */
    private static WatchPlan plan(SharedServices services) {
        LeanAccount account = new LeanAccount(services, InstantSource.system());
        return DeploymentWatcher.builder(ServiceDeployments.builder(account)
                        .quota(ApiQuota.published())
                        .build())
                .detector(ServiceFingerprints.create())
                .build()
                .plan(SERVICES, 1);
    }

    @Test
    void aHundredAccountsKeepTheirQuotasInOneRun() {
        SharedServices services = ManyAccounts.services(1, SERVICES);
        try (ManyAccounts all = new ManyAccounts(services, 1, ACCOUNTS, 0)) {
            all.play(Duration.ofMinutes(30));

            assertThat(all.accounts()).hasSize(ACCOUNTS).allSatisfy(each -> {
                assertThat(each.throttled()).isZero();
                assertThat(each.fellBehind()).isZero();
                assertThat(each.latestTold()).isBetween(Duration.ofSeconds(1), LATEST);
            });
            WatchPlan plan = plan(services);
            double looks = average(all.accounts(), ApiBucket.SERVICES);
            double lists = average(all.accounts(), ApiBucket.SERVICE_DEPLOYMENTS);
            assertThat(looks).isCloseTo(plan.neededLooksPerSecond(), within(CHANCE * plan.neededLooksPerSecond()));
            assertThat(lists).isCloseTo(plan.neededPerSecond(), within(CHANCE * plan.neededPerSecond()));
        }
    }

    @Test
    void anAccountOfTenThousandServicesCallsWhatTheGuideSays() {
        try (ManyAccounts two = new ManyAccounts(ManyAccounts.services(20, 500), 1, 2, 2)) {
            two.play(Duration.ofMinutes(5));

            assertThat(two.accounts()).allSatisfy(each -> {
                FarFigures.Calls said = FarFigures.calls(each.isHinted());
                assertThat(each.throttled()).isZero();
                assertThat(each.fellBehind()).isZero();
                assertThat(each.perSecond(ApiBucket.SERVICE_DEPLOYMENTS))
                        .isCloseTo(said.deployments(), within(MINUTES * said.deployments()));
                if (each.isHinted()) { // every ten minutes in a wave
                    assertThat(each.perSecond(ApiBucket.SERVICES)).isLessThan(2 * said.services());
                } else {
                    assertThat(each.perSecond(ApiBucket.SERVICES))
                            .isCloseTo(said.services(), within(MINUTES * said.services()));
                }
            });
        }
    }
}
