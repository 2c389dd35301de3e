package dev.deployflux.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {

    @Test
    void knowsWhatEcsPublishes() {
        assertThat(ApiBucket.SERVICE_DEPLOYMENTS.burst()).isEqualTo(50);
        assertThat(ApiBucket.SERVICES.burst()).isEqualTo(100);
        assertThat(ApiBucket.CLUSTERS.burst()).isEqualTo(50);
        for (ApiBucket bucket : ApiBucket.values()) {
            assertThat(bucket.perSecond()).isEqualTo(20);
            assertThat(ApiQuota.published().state(bucket))
                    .usingRecursiveComparison()
                    .isEqualTo(new QuotaState(20, bucket.burst(), 0));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 50, 20", "0.25, 37, 15", "0.9, 5, 2", "0.3, 35, 14", "0.99, 1, 0.2"})
    void leavesTheShareOfBurstAndRate(double share, int burst, double perSecond) {
        ApiQuota quota = ApiQuota.builder().leaveForOthers(share).build();

        assertThat(quota.state(ApiBucket.CLUSTERS).available()).isEqualTo(burst);
        assertThat(quota.state(ApiBucket.CLUSTERS).permittedPerSecond()).isBetween(perSecond - 1e-9, perSecond);
    }

    @Test
    void takesOwnNumbersForOneBucket() {
        ApiQuota quota = ApiQuota.builder().bucket(ApiBucket.SERVICES, 7, 2.5).build();

        assertThat(quota.state(ApiBucket.SERVICES)).usingRecursiveComparison().isEqualTo(new QuotaState(2.5, 7, 0));
        assertThat(quota.state(ApiBucket.CLUSTERS)).usingRecursiveComparison().isEqualTo(new QuotaState(20, 50, 0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAShareThatIsNone(double share) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiQuota.builder().leaveForOthers(share))
                .withMessageContaining("leaveForOthers is " + share)
                .withMessageContaining("write 0 for none");
    }

    @ParameterizedTest
    @CsvSource({"0, 20", "-1, 20", "10001, 20", "1, 0", "1, -3", "1, NaN", "1, Infinity", "1, 10001", "1, 0.009"})
    void refusesNumbersOutOfRange(int burst, double perSecond) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiQuota.builder().bucket(ApiBucket.SERVICES, burst, perSecond))
                .withMessageContaining("write");
    }

    @Test
    void refusesToLeaveNextToNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiQuota.builder().leaveForOthers(0.999_999).build())
                .withMessageContaining("leave a smaller share");
    }
}
