package dev.deployflux.simulator;

import static dev.deployflux.simulator.Operation.LIST_CLUSTERS;
import static dev.deployflux.simulator.Operation.LIST_SERVICES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FaultRuleTest {

    private static final Fault A = Fault.altered("A", (request, response) -> {});
    private static final Fault B = Fault.altered("B", (request, response) -> {});

    private final Faults faults = new Faults();

    @Test
    void aFaultMeetsTheNextCallOnce() {
        faults.inject(LIST_SERVICES, A);

        assertThat(take("x")).isSameAs(A);
        assertThat(take("x")).isNull();
    }

    @Test
    void skippedCallsPass() {
        faults.inject(LIST_SERVICES, FaultRule.of(A).skip(2).times(3));

        assertThat(new Fault[] {take("x"), take("x"), take("x"), take("x"), take("x"), take("x")})
                .containsExactly(null, null, A, A, A, null);
    }

    @Test
    void rulesQueueUp() {
        faults.inject(LIST_SERVICES, FaultRule.of(A).skip(1));
        faults.inject(LIST_SERVICES, FaultRule.of(B).always());

        assertThat(new Fault[] {take("x"), take("x"), take("x"), take("x")}).containsExactly(null, A, B, B);
    }

    @Test
    void aRuleLeavesCallsThatItDoesNotMatchToTheNext() {
        faults.inject(LIST_SERVICES, FaultRule.of(A).when(call -> call.cluster().equals(Optional.of("prod"))));
        faults.inject(LIST_SERVICES, FaultRule.of(B).skip(1));

        assertThat(new Fault[] {take("x"), take("prod"), take("x"), take("x")}).containsExactly(null, A, B, null);
    }

    @Test
    void otherOperationsAreLeftAlone() {
        faults.inject(LIST_CLUSTERS, A);

        assertThat(take("x")).isNull();
    }

    @Test
    void clearedRulesAreGone() {
        faults.inject(LIST_SERVICES, FaultRule.of(A).always());
        faults.clear();

        assertThat(take("x")).isNull();
    }

    @Test
    void nonsenseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FaultRule.of(A).times(0))
                .withMessageContaining("don't inject it");
        assertThatIllegalArgumentException().isThrownBy(() -> FaultRule.of(A).skip(-1));
    }

    private @Nullable Fault take(String cluster) {
        return faults.take(new Call(
                1,
                LIST_SERVICES,
                Json.object().put("cluster", cluster),
                Map.of(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                false));
    }
}
