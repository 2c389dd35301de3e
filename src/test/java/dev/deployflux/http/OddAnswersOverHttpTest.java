package dev.deployflux.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.simulator.Fault;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.test.StepVerifier;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What becomes of a second page that is well answered, but not as documented. */
class OddAnswersOverHttpTest extends FaultOnPageTwo {

    @Test
    void anUnknownStatusPassesAsItsText() {
        onPageTwo(Fault.unknownStatus("FROZEN"));

        StepVerifier.create(ServiceDeployments.create(tryingOnce)
                        .list(r -> r.cluster("prod").service("web"))
                        .filter(row -> row.statusAsString().equals("FROZEN"))
                        .count())
                .expectNext(100L)
                .verifyComplete();
    }

    @ParameterizedTest
    @MethodSource("blanks")
    void aBlankTokenEndsTheList(String blank) {
        onPageTwo(Fault.blankToken(blank));

        listWith(ServiceDeployments.create(tryingOnce))
                .expectNextSequence(arns.subList(0, 200))
                .verifyComplete();
    }

    static Stream<String> blanks() {
        return Stream.of("", "  ");
    }

    @Test
    void aRepeatedTokenEndsTheListWithAnErrorThatNamesIt() {
        onPageTwo(Fault.repeatedToken());

        listWith(ServiceDeployments.create(tryingOnce))
                .expectNextSequence(arns.subList(0, 200))
                .verifyErrorSatisfies(error -> {
                    String token = ecs.calls().all().get(1).nextToken().orElseThrow();
                    assertThat(error).isInstanceOf(IllegalStateException.class).hasMessageContaining(token);
                });
        assertThat(ecs.calls().count()).isEqualTo(2);
    }

    @Test
    void reorderedRowsArriveInTheOrderInWhichTheyCame() {
        onPageTwo(Fault.reorderedRows(7));

        StepVerifier.create(ServiceDeployments.create(tryingOnce)
                        .list(r -> r.cluster("prod").service("web"))
                        .map(ServiceDeploymentBrief::serviceDeploymentArn)
                        .collectList())
                .assertNext(rows -> {
                    assertThat(rows).isNotEqualTo(arns).containsExactlyInAnyOrderElementsOf(arns);
                    assertThat(rows.subList(0, 100)).isEqualTo(arns.subList(0, 100));
                })
                .verifyComplete();
    }

    @ParameterizedTest
    @MethodSource("missingLists")
    void aMissingListIsAnEmptyPage(Fault fault) {
        onPageTwo(fault);

        listWith(ServiceDeployments.create(tryingOnce))
                .expectNextSequence(arns.subList(0, 100))
                .expectNextSequence(arns.subList(200, ROWS))
                .verifyComplete();
    }

    static Stream<Fault> missingLists() {
        return Stream.of(Fault.nullList(), Fault.absentList());
    }
}
