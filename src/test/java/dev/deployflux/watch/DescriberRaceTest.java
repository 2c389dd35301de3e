package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.util.RaceTestUtils;

class DescriberRaceTest {

    private static final class Echo implements DescribeOperation<String, String> {
        private final ConcurrentLinkedQueue<List<String>> calls = new ConcurrentLinkedQueue<>();

        @Override
        public int most() {
            return 20;
        }

        @Override
        public boolean fit(String one, String other) {
            return true;
        }

        @Override
        public Duration interval() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration untilNext() {
            return interval();
        }

        @Override
        public Mono<Descriptions<String, String>> call(List<String> subjects) {
            calls.add(subjects);
            Map<String, String> found = new HashMap<>();
            subjects.forEach(each -> found.put(each, each));
            return Mono.just(new Descriptions<>(found, Map.of()));
        }
    }

    /** Some ask while it is on its way from the queue into a call. */
    @Test
    void noneIsAskedForTwiceInOneCall() throws InterruptedException {
        Echo operation = new Echo();
        WatchOptions options = new WatchOptions();
        Describer<String, String> describer = new Describer<>(operation, options);

        for (int i = 0; i < 2_000; i++) {
            CountDownLatch answers = new CountDownLatch(2);
            Look<String, String> one = look(describer, answers);
            Look<String, String> other = look(describer, answers);
            RaceTestUtils.race(() -> describer.want(one, options.now()), () -> {
                do {
                    describer.want(other, options.now());
                } while (answers.getCount() == 2);
            });
            describer.want(other, options.now());
            assertThat(answers.await(30, TimeUnit.SECONDS)).isTrue();
            describer.end(one);
            describer.end(other);
        }

        assertThat(operation.calls).allSatisfy(subjects -> assertThat(subjects).doesNotHaveDuplicates());
    }

    private static Look<String, String> look(Describer<String, String> describer, CountDownLatch answers) {
        return describer.look(
                "a",
                false,
                answer -> {
                    answers.countDown();
                    return () -> {};
                },
                error -> {});
    }
}
