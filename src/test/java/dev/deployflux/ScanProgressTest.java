package dev.deployflux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.StepVerifier;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What a scan tells of its progress, and when. */
class ScanProgressTest extends ScanScene {

    @Test
    void progressRisesToTheWhole() {
        rows(5_000);
        List<ScanProgress> progress = new ArrayList<>();

        deployments.scan(WEB, options.progress(progress::add).build()).blockLast();

        assertThat(progress).hasSize(client.callCount());
        assertThat(progress).isSortedAccordingTo((one, other) -> Double.compare(one.share(), other.share()));
        assertThat(progress.stream().mapToLong(ScanProgress::pages)).isSorted();
        assertThat(progress.get(0).rows()).isEqualTo(100);
        assertThat(progress.get(0).share()).isBetween(0.0, 0.1);
        assertThat(progress.get(progress.size() / 2).share()).isBetween(0.2, 0.8);
        assertThat(progress.get(progress.size() - 1)).isEqualTo(new ScanProgress(client.callCount(), 5_000, 1));
    }

    @Test
    void progressThatThrowsEndsTheStream() {
        rows(10);

        StepVerifier.create(deployments.scan(
                        WEB,
                        options.progress(made -> {
                                    throw new IllegalStateException("no terminal");
                                })
                                .build()))
                .expectNextCount(10)
                .verifyErrorMessage("no terminal");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 10, 20, 40})
    void progressThatThrowsEndsTheStreamWhateverBecomesOfTheSlice(int page) {
        rows(5_000);

        StepVerifier.create(deployments.scan(
                        WEB,
                        options.progress(made -> {
                                    if (made.pages() == page) {
                                        throw new IllegalStateException("no terminal");
                                    }
                                })
                                .build()))
                .thenConsumeWhile(row -> true)
                .verifyErrorMessage("no terminal");
    }

    @Test
    void progressIsToldBeforeRowsThatItRequestsItself() {
        rows(2);
        List<String> events = new ArrayList<>();
        BaseSubscriber<ServiceDeploymentBrief> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.request(1);
            }

            @Override
            protected void hookOnNext(ServiceDeploymentBrief row) {
                events.add("row");
            }
        };

        deployments
                .scan(
                        WEB,
                        options.progress(made -> {
                                    subscriber.request(1);
                                    events.add("told");
                                })
                                .build())
                .subscribe(subscriber);

        assertThat(events).containsExactly("told", "row", "row");
    }
}
