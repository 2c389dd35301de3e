package dev.deployflux.list;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ApiCall;
import dev.deployflux.CallObserver;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.fixture.ScriptedClient;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Who observes calls hears of each, and of nothing else. */
class CallObserverTest {

    private final EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        ecs.close();
    }

    private CallObserver as(String name) {
        return new CallObserver() {
            @Override
            public <T> Mono<T> observe(ApiCall call, Mono<T> response) {
                return response.doOnSubscribe(s -> heard.add(name + call.operation()))
                        .doOnError(error -> heard.add(name + "error"))
                        .doOnCancel(() -> heard.add(name + "cancel"))
                        .doOnSuccess(answer -> heard.add(name + "success"));
            }
        };
    }

    @Test
    void eachOperationIsHeardByItsName() {
        String arn = ecs.cluster("prod").service("web").history(1).get(0);
        ServiceDeployments deployments =
                ServiceDeployments.builder(ecs.client()).observer(as("")).build();

        deployments.services(deployments.clusters()).blockLast();
        deployments.list(r -> r.cluster("prod").service("web")).blockLast();
        deployments.describe(List.of(arn)).block();

        assertThat(heard)
                .filteredOn(each -> !each.equals("success"))
                .containsExactly(
                        "ListClusters", "ListServices", "ListServiceDeployments", "DescribeServiceDeployments");
    }

    @Test
    void eachTryIsACallOfItsOwn() {
        ecs.cluster("prod").service("web").history(1);
        ecs.faults().inject(Operation.LIST_SERVICE_DEPLOYMENTS, FaultRule.of(Fault.accessDenied()));
        ServiceDeployments deployments = ServiceDeployments.builder(ecs.client())
                .pageRetry(Retry.max(1))
                .observer(as(""))
                .build();

        deployments.list(r -> r.cluster("prod").service("web")).blockLast();

        assertThat(heard).containsExactly("ListServiceDeployments", "error", "ListServiceDeployments", "success");
    }

    @Test
    void theSecondObserverIsAroundTheFirst() {
        ecs.cluster("prod").service("web");
        ServiceDeployments deployments = ServiceDeployments.builder(ecs.client())
                .observer(as("1"))
                .observer(as("2"))
                .build();

        deployments.list(r -> r.cluster("prod").service("web")).blockLast();

        assertThat(heard).filteredOn(each -> each.endsWith("success")).containsExactly("1success", "2success");
    }

    @Test
    void andThenMakesOneOfTwo() {
        ecs.cluster("prod").service("web");
        ServiceDeployments deployments = ServiceDeployments.builder(ecs.client())
                .observer(as("inner").andThen(as("outer")))
                .build();

        deployments.list(r -> r.cluster("prod").service("web")).blockLast();

        assertThat(heard).filteredOn(each -> each.endsWith("success")).containsExactly("innersuccess", "outersuccess");
    }

    @Test
    void aCancelAbortsTheCallThroughTheObserver() {
        HeldCalls held = new HeldCalls(1);
        ServiceDeployments.builder(held.client())
                .observer(as(""))
                .build()
                .list(r -> r.service("web"))
                .subscribe()
                .dispose();

        assertThat(held.call(1)).isCancelled();
        assertThat(heard).containsExactly("ListServiceDeployments", "cancel");
    }

    @Test
    void whatTheObserverThrowsIsTheCallsError() {
        CallObserver broken = new CallObserver() {
            @Override
            public <T> Mono<T> observe(ApiCall call, Mono<T> response) {
                throw new IllegalStateException("broken");
            }
        };

        ServiceDeployments.builder(ScriptedClient.history(1))
                .observer(broken)
                .build()
                .list(r -> r.service("web"))
                .as(StepVerifier::create)
                .verifyErrorMessage("broken");
    }

    @Test
    void aFatalErrorOfTheObserverIsTheCallsErrorAfterAWaitToo() {
        ServiceDeployments.builder(ScriptedClient.history(1_000))
                .quota(ApiQuota.builder()
                        .bucket(ApiBucket.SERVICE_DEPLOYMENTS, 1, 100)
                        .build())
                .observer(fatalFromCall(3))
                .build()
                .list(r -> r.service("web"))
                .as(StepVerifier::create)
                .expectNextCount(200)
                .expectError(NoClassDefFoundError.class)
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void aFatalErrorOfTheObserverIsTheCallsErrorAtALaterTryToo() {
        ServiceDeployments.builder(ScriptedClient.answering(
                        r -> CompletableFuture.failedFuture(SdkClientException.create("reset"))))
                .pageRetry(Retry.fixedDelay(3, Duration.ofMillis(1)))
                .observer(fatalFromCall(2))
                .build()
                .list(r -> r.service("web"))
                .as(StepVerifier::create)
                .expectError(NoClassDefFoundError.class)
                .verify(Duration.ofSeconds(10));
    }

    /** As an observer is that was compiled against another version of its library. */
    private static CallObserver fatalFromCall(int number) {
        AtomicInteger calls = new AtomicInteger();
        return new CallObserver() {
            @Override
            public <T> Mono<T> observe(ApiCall call, Mono<T> response) {
                if (calls.incrementAndGet() >= number) {
                    throw new NoClassDefFoundError("io/micrometer/observation/Observation");
                }
                return response;
            }
        };
    }

    @Test
    void theWaitForThePermitIsTold() throws InterruptedException {
        List<Duration> waits = new CopyOnWriteArrayList<>();
        CountDownLatch both = new CountDownLatch(2);
        CallObserver observer = new CallObserver() {
            @Override
            public <T> Mono<T> observe(ApiCall call, Mono<T> response) {
                waits.add(call.waited());
                both.countDown();
                return response;
            }
        };
        HeldCalls held = new HeldCalls(1);
        ServiceDeployments deployments = ServiceDeployments.builder(held.client())
                .quota(ApiQuota.builder()
                        .bucket(ApiBucket.SERVICE_DEPLOYMENTS, 1, 10)
                        .build())
                .observer(observer)
                .build();

        deployments.list(r -> r.service("web")).subscribe();
        deployments.list(r -> r.service("web")).subscribe();
        long asked = System.nanoTime();
        while (System.nanoTime() - asked <= waits.get(0).toNanos()) {
            Thread.onSpinWait(); // however long the first one took to begin
        }
        held.answer(1);

        assertThat(both.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(waits.get(1)).isGreaterThan(waits.get(0));
    }
}
