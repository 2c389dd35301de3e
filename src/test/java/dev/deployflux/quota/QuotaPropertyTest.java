package dev.deployflux.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** However subscribing, cancelling, answers, errors, time and starts interleave: what happens is what the model says. */
class QuotaPropertyTest {

    private enum What {
        SUBSCRIBE,
        CANCEL,
        ANSWER,
        FAIL,
        THROTTLE,
        RUN_SCHEDULED,
        PASS
    }

    /** A step, and which of the calls, how many attempts or how much time. */
    record Step(What what, int which) {}

    @Property(tries = 3_000)
    void permitsAreNeitherLostNorMade(
            @ForAll @IntRange(min = 1, max = 6) int burst,
            @ForAll("rates") int perSecond,
            @ForAll("steps") @Size(max = 120) List<Step> steps) {
        Run run = new Run(burst, perSecond);
        for (Step step : steps) {
            run.take(step);
            run.compare();
        }
        run.finish();
        assertThat(run.scheduler.timers()).isZero();
        assertThat(run.quota.state(ApiBucket.SERVICES).available()).isEqualTo(burst);
        assertThat(run.quota.state(ApiBucket.SERVICES).waiting()).isZero();
    }

    /** Rates whose permits take whole nanoseconds, in which the model counts. */
    @Provide
    Arbitrary<Integer> rates() {
        return Arbitraries.of(1, 2, 5, 10, 20, 50);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<What> what = Arbitraries.frequency(
                Tuple.of(6, What.SUBSCRIBE),
                Tuple.of(3, What.CANCEL),
                Tuple.of(3, What.ANSWER),
                Tuple.of(1, What.FAIL),
                Tuple.of(1, What.THROTTLE),
                Tuple.of(2, What.RUN_SCHEDULED),
                Tuple.of(3, What.PASS));
        return Combinators.combine(what, Arbitraries.integers().between(0, 1_000))
                .as(Step::new)
                .list();
    }

    private static final class Caller {
        private final QuotaModel.Call expected;
        private final Disposable subscription;
        private @Nullable MonoSink<String> call;

        Caller(Run run) {
            this.subscription = run.quota
                    .pace(ApiBucket.SERVICES, Mono.<String>create(sink -> call = sink))
                    .subscribe(answer -> {}, error -> {});
            this.expected = run.model.subscribe();
        }

        boolean isIn(QuotaModel.Phase phase) {
            return expected.phase() == phase;
        }
    }

    private static final class Run {
        private final HandScheduler scheduler = new HandScheduler();
        private final QuotaModel model;
        private final ApiQuota quota;
        private final List<Caller> callers = new ArrayList<>();

        Run(int burst, int perSecond) {
            this.model = new QuotaModel(burst, perSecond);
            this.quota = ApiQuota.builder()
                    .bucket(ApiBucket.SERVICES, burst, perSecond)
                    .scheduler(scheduler)
                    .build();
        }

        void take(Step step) {
            List<Caller> present = callers.stream()
                    .filter(caller -> !caller.isIn(QuotaModel.Phase.OVER))
                    .toList();
            Caller caller = present.isEmpty() ? null : present.get(step.which % present.size());
            switch (step.what) {
                case SUBSCRIBE -> callers.add(new Caller(this));
                case RUN_SCHEDULED -> runScheduled();
                case PASS -> pass(step.which * 1_234_567L);
                case CANCEL -> {
                    if (caller != null) {
                        caller.subscription.dispose();
                        model.cancel(caller.expected);
                    }
                }
                case ANSWER, FAIL, THROTTLE -> {
                    if (caller != null && caller.call != null) {
                        end(caller, caller.call, step);
                    }
                }
            }
        }

        private void end(Caller caller, MonoSink<String> call, Step step) {
            int attempts = 1 + step.which % 4;
            switch (step.what) {
                case ANSWER -> {
                    call.success(step.which % 2 == 0 ? "answer" : null);
                    model.answer(caller.expected);
                }
                case THROTTLE -> {
                    call.error(new IllegalStateException("wrapped", Throttled.after(attempts)));
                    model.fail(caller.expected, true, attempts);
                }
                default -> {
                    call.error(new IllegalArgumentException("refused"));
                    model.fail(caller.expected, false, 1);
                }
            }
        }

        private void runScheduled() {
            scheduler.runTasks();
            model.runScheduled();
        }

        /** Timers ring, but what they leave to be started waits for its own step. */
        private void pass(long nanos) {
            scheduler.ringUntil(scheduler.nanos() + nanos);
            long left = nanos;
            for (long next = model.nanosToNext(); next <= left; next = model.nanosToNext()) {
                model.pass(next);
                left -= next;
            }
            model.pass(left);
        }

        void compare() {
            assertThat(quota.state(ApiBucket.SERVICES))
                    .usingRecursiveComparison()
                    .isEqualTo(model.state());
            for (Caller caller : callers) {
                if (!caller.isIn(QuotaModel.Phase.OVER)) {
                    assertThat(caller.call != null).isEqualTo(caller.isIn(QuotaModel.Phase.RUNNING));
                }
            }
            assertThat(scheduler.timers()).isEqualTo(model.nanosToNext() == Long.MAX_VALUE ? 0 : 1);
        }

        /** Every call is answered until nobody waits, and then the bucket has the time to fill. */
        void finish() {
            while (model.count(QuotaModel.Phase.OVER) < callers.size()) {
                runScheduled();
                for (Caller caller : callers) {
                    if (caller.isIn(QuotaModel.Phase.RUNNING) && caller.call != null) {
                        end(caller, caller.call, new Step(What.ANSWER, 0));
                    }
                }
                pass(Duration.ofSeconds(30).toNanos());
                compare();
            }
            pass(Duration.ofSeconds(200).toNanos());
            compare();
        }
    }
}
