package dev.deployflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.deployflux.fixture.ScriptedClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.CreatedAt;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

class ScanTest extends ScanScene {

    private static Flux<String> arns(Flux<ServiceDeploymentBrief> rows) {
        return rows.map(ServiceDeploymentBrief::serviceDeploymentArn);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 99, 100})
    void aHistoryOfOnePageCostsOneCallThatIsTheCallers(int rows) {
        rows(rows);

        StepVerifier.create(deployments.scan(r -> r.service("web").cluster("prod"), options.build()))
                .expectNextCount(rows)
                .verifyComplete();

        ListServiceDeploymentsRequest call = client.calls().get(0);
        assertThat(client.callCount()).isEqualTo(1);
        assertThat(call.createdAt()).isNull();
        assertThat(call.maxResults()).isEqualTo(100);
        assertThat(call.cluster()).isEqualTo("prod");
    }

    @Test
    void aLongHistoryIsFoundInSlices() {
        rows(5_000);

        StepVerifier.create(arns(deployments.scan(WEB, options.build())).collectList())
                .assertNext(found -> assertThat(found).containsExactlyInAnyOrderElementsOf(history.arns()))
                .verifyComplete();

        assertThat(client.calls().stream()
                        .map(ListServiceDeploymentsRequest::createdAt)
                        .distinct()
                        .count())
                .isGreaterThanOrEqualTo(8);
        assertThat(client.callCount()).isLessThanOrEqualTo(50 + 12 + 8 + 2);
    }

    @Test
    void theOutermostSlicesHaveTheEdgesOfTheCaller() {
        rows(5_000);
        Instant after = NOW.minus(Duration.ofDays(80)).plusNanos(123);
        Instant before = NOW.minus(Duration.ofDays(10)).plusNanos(456);

        deployments
                .scan(r -> r.service("web").createdAt(c -> c.after(after).before(before)), options.build())
                .blockLast();

        List<CreatedAt> windows = client.calls().stream()
                .map(ListServiceDeploymentsRequest::createdAt)
                .toList();
        assertThat(windows).allSatisfy(window -> {
            assertThat(window.after()).isAfterOrEqualTo(after);
            assertThat(window.before()).isBeforeOrEqualTo(before);
            assertThat(window.after()).isBefore(window.before());
        });
        assertThat(windows).anySatisfy(window -> assertThat(window.after()).isEqualTo(after));
        assertThat(windows).anySatisfy(window -> assertThat(window.before()).isEqualTo(before));
    }

    @Test
    void everythingElseOfTheRequestGoesWithEverySlice() {
        rows(5_000);

        deployments
                .scan(
                        r -> r.service("web")
                                .cluster("prod")
                                .statusWithStrings("SUCCESSFUL")
                                .maxResults(50),
                        options.build())
                .blockLast();

        assertThat(client.calls()).allSatisfy(call -> {
            assertThat(call.service()).isEqualTo("web");
            assertThat(call.cluster()).isEqualTo("prod");
            assertThat(call.statusAsStrings()).containsExactly("SUCCESSFUL");
            assertThat(call.maxResults()).isEqualTo(50);
            assertThat(call.overrideConfiguration()).isPresent();
        });
    }

    @Test
    void withoutOptionsTheDefaultsCount() {
        rows(5_000);

        for (Flux<ServiceDeploymentBrief> scan :
                List.of(deployments.scan(WEB), deployments.scan(r -> r.service("web")))) {
            StepVerifier.create(arns(scan).collectList())
                    .assertNext(found -> assertThat(found).containsExactlyInAnyOrderElementsOf(history.arns()))
                    .verifyComplete();
        }

        assertThat(client.calls().stream().filter(call -> call.createdAt() != null))
                .isNotEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> deployments.scan(r -> r.service("web").nextToken("x")));
    }

    @Test
    void oneSliceMakesTheCallsOfAList() {
        rows(1_234);

        deployments.scan(WEB, options.slices(1).build()).blockLast();
        List<ListServiceDeploymentsRequest> scan = client.calls();
        deployments.list(WEB).blockLast();

        assertThat(client.calls().subList(scan.size(), client.callCount())).isEqualTo(scan);
    }

    @Test
    void noCallIsMadeBeforeTheFirstDemandAndOneForTheFirstRows() {
        rows(5_000);

        StepVerifier.create(deployments.scan(WEB, options.build()), 0)
                .expectSubscription()
                .then(() -> assertThat(client.callCount()).isZero())
                .thenRequest(100)
                .expectNextCount(100)
                .then(() -> assertThat(client.callCount()).isEqualTo(1))
                .thenCancel()
                .verify();
    }

    @Test
    void aSliceThatFailsEndsTheScanBehindTheRowsThatArrivedAndAbortsTheOthers() {
        rows(5_000);
        List<CompletableFuture<ListServiceDeploymentsResponse>> underWay = new ArrayList<>();
        List<Runnable> answers = new ArrayList<>();
        ServiceDeployments held = ServiceDeployments.create(ScriptedClient.answering(request -> {
            CompletableFuture<ListServiceDeploymentsResponse> answer = new CompletableFuture<>();
            underWay.add(answer);
            answers.add(() -> answer.complete(history.answer(request)));
            return answer;
        }));

        StepVerifier.create(held.scan(WEB, options.build()))
                .then(() -> answers.get(0).run())
                .expectNextCount(100)
                .then(() -> {
                    for (int i = 1;
                            underWay.stream().filter(call -> !call.isDone()).count() < 8;
                            i++) {
                        answers.get(i).run();
                    }
                })
                .then(() -> underWay.get(underWay.size() - 1)
                        .completeExceptionally(AccessDeniedException.builder().build()))
                .thenConsumeWhile(row -> true)
                .verifyError(AccessDeniedException.class);

        assertThat(underWay).allMatch(CompletableFuture::isDone);
    }

    @Test
    void rowsWithoutAnArnOrATimePass() {
        ServiceDeployments odd = ServiceDeployments.create(
                ScriptedClient.answering(request -> CompletableFuture.completedFuture(ScriptedClient.page(
                        List.of(
                                ServiceDeploymentBrief.builder().build(),
                                ServiceDeploymentBrief.builder().build(),
                                ScriptedClient.row(1)),
                        null))));

        StepVerifier.create(odd.scan(WEB, options.build())).expectNextCount(3).verifyComplete();
    }

    @Test
    void rowsWithoutAnArnComeOnceThoughSlicesListThemAgain() {
        rows(5_000);
        ServiceDeployments unnamed = ServiceDeployments.create(ScriptedClient.answering(
                request -> CompletableFuture.completedFuture(withoutArns(history.answer(request)))));

        List<ServiceDeploymentBrief> listed =
                unnamed.list(WEB).collectList().blockOptional().orElseThrow();
        StepVerifier.create(unnamed.scan(WEB, options.build()).collectList())
                .assertNext(found -> assertThat(found).containsExactlyInAnyOrderElementsOf(listed))
                .verifyComplete();
    }

    private static ListServiceDeploymentsResponse withoutArns(ListServiceDeploymentsResponse page) {
        return page.toBuilder()
                .serviceDeployments(page.serviceDeployments().stream()
                        .map(row -> row.toBuilder().serviceDeploymentArn(null).build())
                        .toList())
                .build();
    }

    @Test
    void aRowThatTheServiceListsTwiceComesOnce() {
        ServiceDeployments twice = ServiceDeployments.create(
                ScriptedClient.answering(request -> CompletableFuture.completedFuture(ScriptedClient.page(
                        List.of(ScriptedClient.row(1), ScriptedClient.row(1)),
                        request.nextToken() == null ? "2" : null))));

        StepVerifier.create(twice.scan(WEB, options.build())).expectNextCount(1).verifyComplete();
    }

    @Test
    void badRequestsAndOptionsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> deployments.scan(r -> r.service("web").nextToken("x"), ScanOptions.create()))
                .withMessageContaining("list(..)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> deployments.scan(r -> {}, ScanOptions.create()))
                .withMessageContaining("service is not set");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScanOptions.builder().slices(0))
                .withMessageContaining("write 1");
    }

    @Test
    void optionsCanBeChanged() {
        ScanOptions three = options.slices(3).progress(made -> {}).build();

        assertThat(three.toBuilder().build()).usingRecursiveComparison().isEqualTo(three);
        assertThat(three.toBuilder().slices(4).build().slices).isEqualTo(4);
        assertThat(ScanOptions.create().slices).isEqualTo(8);
    }
}
