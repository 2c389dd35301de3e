package dev.deployflux.details;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.DetailsException;
import dev.deployflux.DetailsFailure;
import dev.deployflux.DetailsOptions;
import dev.deployflux.fixture.ScriptedClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.test.scheduler.VirtualTimeScheduler;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** Any rows, asked for in any portions and coming in any: each once and in order, or named, for no more calls than promised. */
class DetailsPropertyTest {

    @Property(tries = 1_000)
    void eachRowArrivesInOrderOrIsNamed(
            @ForAll @IntRange(max = 130) int count,
            @ForAll @IntRange(min = 1, max = 40) int distinct,
            @ForAll @IntRange(min = 1, max = 60) int most,
            @ForAll @IntRange(max = 30) int percentMissing,
            @ForAll Random random) {
        DescribingClient ecs = new DescribingClient().holding();
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        List<String> given = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            given.add(ScriptedClient.arn(random.nextInt(distinct)));
        }
        List<String> missing = ScriptedClient.arns(distinct).stream()
                .filter(arn -> random.nextInt(100) < percentMissing)
                .toList();
        ecs.missing(missing.toArray(String[]::new));
        Source source = new Source(given);
        Reader reader = new Reader();
        ecs.details(
                        Flux.create(source::start),
                        DetailsOptions.builder()
                                .pause(Duration.ofSeconds(1))
                                .scheduler(time)
                                .build())
                .subscribe(reader);

        while (!reader.ended) {
            assertThat(ecs.underWay()).hasSizeLessThanOrEqualTo(1);
            assertThat(source.requested).isLessThanOrEqualTo(reader.asked + reader.left(source, missing));
            switch (random.nextInt(4)) {
                case 0 -> reader.ask(1 + random.nextInt(most));
                case 1 -> source.give(1 + random.nextInt(30));
                case 2 -> time.advanceTimeBy(Duration.ofMillis(random.nextInt(700)));
                default -> {
                    if (!ecs.underWay().isEmpty()) {
                        ecs.answerOne();
                    }
                }
            }
        }

        assertThat(reader.rows)
                .isEqualTo(given.stream().filter(arn -> !missing.contains(arn)).toList());
        assertThat(reader.failed)
                .isSubsetOf(missing)
                .hasSameElementsAs(
                        given.stream().filter(missing::contains).distinct().toList());
        assertThat(ecs.callSizes()).allSatisfy(size -> assertThat(size).isBetween(1, 20));
    }

    @Property(tries = 300)
    void allThatIsThereCostsACallForTwenty(@ForAll @IntRange(max = 500) int count) {
        DescribingClient ecs = new DescribingClient();

        assertThat(ecs.details(DescribingClient.rows(count)).collectList().block())
                .isEqualTo(DescribingClient.arns(count));

        assertThat(ecs.calls()).hasSize((count + 19) / 20);
    }

    /** Gives rows that were requested when it is told to. */
    private static final class Source {
        private final List<String> arns;
        private @Nullable FluxSink<ServiceDeploymentBrief> sink;
        int given;
        long requested;

        Source(List<String> arns) {
            this.arns = arns;
        }

        void start(FluxSink<ServiceDeploymentBrief> to) {
            sink = to;
            to.onRequest(n -> requested += n);
        }

        void give(int most) {
            if (sink == null) {
                return;
            }
            for (int i = 0; i < most && given < arns.size() && given < requested; i++) {
                sink.next(ServiceDeploymentBrief.builder()
                        .serviceDeploymentArn(arns.get(given++))
                        .build());
            }
            if (given == arns.size()) {
                sink.complete();
            }
        }
    }

    private static final class Reader extends BaseSubscriber<String> {
        final List<String> rows = new ArrayList<>();
        final List<String> failed = new ArrayList<>();
        long asked;
        boolean ended;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {}

        void ask(int n) {
            asked += n;
            request(n);
        }

        /** How many rows may have turned out to be missing, for each of which another may be requested. */
        long left(Source source, List<String> missing) {
            return source.arns.subList(0, source.given).stream()
                    .filter(missing::contains)
                    .count();
        }

        @Override
        protected void hookOnNext(String row) {
            rows.add(row);
            assertThat((long) rows.size()).isLessThanOrEqualTo(asked);
        }

        @Override
        protected void hookOnComplete() {
            ended = true;
        }

        @Override
        protected void hookOnError(Throwable error) {
            ended = true;
            ((DetailsException) error)
                    .failures().stream().map(DetailsFailure::arn).forEach(failed::add);
        }
    }
}
