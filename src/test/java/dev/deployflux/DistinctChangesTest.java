package dev.deployflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.deployflux.fixture.ScriptedClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** A row is news when its deployment is new, forgotten or changed. */
class DistinctChangesTest {

    /** A way along which rows reach the operator and leave it: Reactor has another code path for each. */
    enum Way {
        PLAIN {
            @Override
            Flux<ServiceDeploymentBrief> of(
                    Flux<ServiceDeploymentBrief> rows, UnaryOperator<Flux<ServiceDeploymentBrief>> operator) {
                return rows.hide().transformDeferred(operator).hide();
            }
        },
        CONDITIONAL {
            @Override
            Flux<ServiceDeploymentBrief> of(
                    Flux<ServiceDeploymentBrief> rows, UnaryOperator<Flux<ServiceDeploymentBrief>> operator) {
                return rows.transformDeferred(operator).filter(row -> true);
            }
        },
        FUSED {
            @Override
            Flux<ServiceDeploymentBrief> of(
                    Flux<ServiceDeploymentBrief> rows, UnaryOperator<Flux<ServiceDeploymentBrief>> operator) {
                return rows.transformDeferred(operator).publishOn(Schedulers.immediate(), 2);
            }
        },
        FUSED_WITH_A_QUEUE {
            @Override
            Flux<ServiceDeploymentBrief> of(
                    Flux<ServiceDeploymentBrief> rows, UnaryOperator<Flux<ServiceDeploymentBrief>> operator) {
                return rows.publishOn(Schedulers.immediate(), 3)
                        .transformDeferred(operator)
                        .publishOn(Schedulers.immediate(), 2);
            }
        };

        abstract Flux<ServiceDeploymentBrief> of(
                Flux<ServiceDeploymentBrief> rows, UnaryOperator<Flux<ServiceDeploymentBrief>> operator);
    }

    private static ServiceDeploymentBrief row(int deployment, String status) {
        return ScriptedClient.row(deployment).toBuilder().status(status).build();
    }

    private static List<ServiceDeploymentBrief> rowsOf(Flux<ServiceDeploymentBrief> flux) {
        return flux.collectList().blockOptional().orElseThrow();
    }

    @Property
    void passesWhatTheModelPasses(
            @ForAll("rows") @Size(max = 60) List<ServiceDeploymentBrief> rows,
            @ForAll @IntRange(min = 1, max = 5) int maxDeployments,
            @ForAll Way way) {
        assertThat(rowsOf(way.of(Flux.fromIterable(rows), DeploymentOperators.distinctChanges(maxDeployments))))
                .isEqualTo(model(rows, maxDeployments));
    }

    @Property
    void oneByOneDemandPassesTheSame(
            @ForAll("rows") @Size(max = 60) List<ServiceDeploymentBrief> rows,
            @ForAll @IntRange(min = 1, max = 5) int maxDeployments,
            @ForAll Way way) {
        assertThat(rowsOf(way.of(Flux.fromIterable(rows), DeploymentOperators.distinctChanges(maxDeployments))
                        .limitRate(1)))
                .isEqualTo(model(rows, maxDeployments));
    }

    /** Looks back from each row, over at most so many different deployments, for the last one of its own. */
    private static List<ServiceDeploymentBrief> model(List<ServiceDeploymentBrief> rows, int maxDeployments) {
        return IntStream.range(0, rows.size())
                .filter(i -> {
                    String arn = rows.get(i).serviceDeploymentArn();
                    List<String> others = new ArrayList<>();
                    for (int j = i - 1; j >= 0 && arn != null; j--) {
                        String earlier = rows.get(j).serviceDeploymentArn();
                        if (arn.equals(earlier)) {
                            return others.size() >= maxDeployments
                                    || !rows.get(j).equals(rows.get(i));
                        }
                        if (earlier != null && !others.contains(earlier)) {
                            others.add(earlier);
                        }
                    }
                    return true;
                })
                .mapToObj(rows::get)
                .toList();
    }

    @Provide
    Arbitrary<List<ServiceDeploymentBrief>> rows() {
        Arbitrary<ServiceDeploymentBrief> named = Combinators.combine(
                        Arbitraries.integers().between(0, 6), Arbitraries.of("PENDING", "STOPPED", "PAUSED"))
                .as(DistinctChangesTest::row);
        Arbitrary<ServiceDeploymentBrief> nameless = Arbitraries.of("PENDING", "STOPPED")
                .map(status -> ServiceDeploymentBrief.builder().status(status).build());
        return Arbitraries.frequencyOf(Tuple.of(9, named), Tuple.of(1, nameless))
                .list();
    }

    static List<SdkField<?>> fieldsBesideTheArn() {
        return ServiceDeploymentBrief.builder().build().sdkFields().stream()
                .filter(field -> !field.memberName().equals("serviceDeploymentArn"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("fieldsBesideTheArn")
    void aChangeOfAnyFieldIsNews(SdkField<?> field) {
        ServiceDeploymentBrief before = ScriptedClient.row(1);
        ServiceDeploymentBrief.Builder builder = before.toBuilder();
        field.set(builder, field.marshallingType() == MarshallingType.INSTANT ? Instant.EPOCH : "changed");
        ServiceDeploymentBrief after = builder.build();

        assertThat(rowsOf(Flux.just(before, before, after, after, before)
                        .transformDeferred(DeploymentOperators.distinctChanges())))
                .containsExactly(before, after, before);
    }

    @Test
    void rowsWithoutAnArnAlwaysPass() {
        ServiceDeploymentBrief nameless = ServiceDeploymentBrief.builder().build();

        assertThat(rowsOf(Flux.just(nameless, nameless).transformDeferred(DeploymentOperators.distinctChanges(1))))
                .hasSize(2);
    }

    @Test
    void theDeploymentSeenLeastRecentlyIsForgottenThoughItsRowsWereDropped() {
        ServiceDeploymentBrief a = row(1, "PENDING");
        ServiceDeploymentBrief b = row(2, "PENDING");
        ServiceDeploymentBrief c = row(3, "PENDING");

        assertThat(rowsOf(Flux.just(a, b, a, c, a, b).transformDeferred(DeploymentOperators.distinctChanges(2))))
                .containsExactly(a, b, c, b);
    }

    @Test
    void tenThousandDeploymentsAreRememberedByDefault() {
        Flux<ServiceDeploymentBrief> full = Flux.range(0, 10_000).map(ScriptedClient::row);
        Flux<ServiceDeploymentBrief> overfull = Flux.range(0, 10_001).map(ScriptedClient::row);

        assertThat(rowsOf(full.repeat(1).transformDeferred(DeploymentOperators.distinctChanges())))
                .hasSize(10_000);
        assertThat(rowsOf(overfull.repeat(1).transformDeferred(DeploymentOperators.distinctChanges())))
                .hasSize(20_002);
    }

    @Test
    void aSubscriptionStartsWithoutMemory() {
        Flux<ServiceDeploymentBrief> twice = Flux.just(row(1, "PENDING"), row(1, "PENDING"));
        Flux<ServiceDeploymentBrief> deferred = twice.transformDeferred(DeploymentOperators.distinctChanges());
        Flux<ServiceDeploymentBrief> atAssembly = twice.transform(DeploymentOperators.distinctChanges());

        assertThat(rowsOf(deferred)).hasSize(1).isEqualTo(rowsOf(deferred));
        assertThat(rowsOf(atAssembly)).hasSize(1).isEqualTo(rowsOf(atAssembly));
        assertThat(rowsOf(deferred.repeat(1))).as("a repeat behind it").hasSize(2);
    }

    @Test
    void subscribersAtOneTimeHaveMemoriesOfTheirOwn() {
        UnaryOperator<Flux<ServiceDeploymentBrief>> operator = DeploymentOperators.distinctChanges(1);
        TestPublisher<ServiceDeploymentBrief> one = TestPublisher.create();
        TestPublisher<ServiceDeploymentBrief> other = TestPublisher.create();
        List<ServiceDeploymentBrief> passed = new ArrayList<>();
        Flux<ServiceDeploymentBrief> ofOne = one.flux().transform(operator);
        ofOne.subscribe(passed::add);
        ofOne.subscribe(passed::add);
        other.flux().transform(operator).subscribe(passed::add);

        one.next(row(1, "PENDING"));
        other.next(row(1, "PENDING"));
        assertThat(passed).hasSize(3);
        other.next(row(2, "PENDING"));
        one.next(row(1, "PENDING"));

        assertThat(passed).hasSize(4);
    }

    @Test
    void aDroppedRowIsReplacedByOneRequestAndDiscarded() {
        TestPublisher<ServiceDeploymentBrief> source = TestPublisher.create();
        List<Long> requests = new ArrayList<>();
        List<ServiceDeploymentBrief> discarded = new ArrayList<>();

        StepVerifier.create(
                        source.flux()
                                .doOnRequest(requests::add)
                                .hide()
                                .transformDeferred(DeploymentOperators.distinctChanges())
                                .doOnDiscard(ServiceDeploymentBrief.class, discarded::add),
                        0)
                .thenRequest(1)
                .then(() -> source.next(row(1, "PENDING")))
                .expectNextCount(1)
                .then(() -> assertThat(requests).containsExactly(1L))
                .thenRequest(1)
                .then(() -> source.next(row(1, "PENDING"), row(1, "PENDING")))
                .then(() -> assertThat(requests).containsExactly(1L, 1L, 1L, 1L))
                .then(() -> source.next(row(1, "STOPPED")))
                .expectNext(row(1, "STOPPED"))
                .then(() -> assertThat(requests).hasSize(4))
                .thenCancel()
                .verify();

        assertThat(discarded).containsExactly(row(1, "PENDING"), row(1, "PENDING"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void refusesToRememberNothing(int maxDeployments) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeploymentOperators.distinctChanges(maxDeployments))
                .withMessageContaining("maxDeployments is " + maxDeployments)
                .withMessageContaining("write 1 or more");
    }

    @Test
    void anyRoomIsTakenOnlyByWhatIsSeen() {
        assertThat(rowsOf(Flux.just(row(1, "PENDING"))
                        .transformDeferred(DeploymentOperators.distinctChanges(Integer.MAX_VALUE))))
                .hasSize(1);
    }
}
