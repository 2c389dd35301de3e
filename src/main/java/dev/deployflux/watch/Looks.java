package dev.deployflux.watch;

import dev.deployflux.quota.ApiBucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The looks of a watch at its deployments in flight, or at its services, each wanted again when its report has been taken. What
 * answers bring is a turn like others; their calls are made by a {@link Describer}, beside those of passes.
 *
 * @param <S> as {@link Answer} says
 * @param <D> likewise
 */
abstract class Looks<S, D> implements Turn {

    /** After so many failures in a row the service is listed in place of a look. One throttle isn't worth a list. */
    private static final int SEVERAL = 2;

    /** What is looked at. Changed while reports are taken alone. */
    static final class Followed<S, D> {
        final ServiceWatch service;
        final Look<S, D> look;
        private int failures;

        /** The error for which the service is listed in place of a look. */
        private @Nullable Throwable error;

        /** Whether ECS didn't know it at the last look. */
        private boolean missing;

        /** Whether no look is wanted until the service has been listed. */
        boolean rests = true;

        Followed(ServiceWatch service, Look<S, D> look) {
            this.service = service;
            this.look = look;
        }

        boolean isMissing() {
            return missing;
        }

        boolean hasFailed() {
            return error != null;
        }

        private void answered(Answer<S, D> answer) {
            missing = answer.error() == null && answer.description() == null;
            failures = answer.error() == null ? 0 : failures + 1;
            boolean lasting = answer.refused() || failures >= SEVERAL || answer.error() instanceof TimeoutException;
            error = lasting ? answer.error() : null;
        }
    }

    final Loop loop;
    final WatchOptions options;
    private final Describer<S, D> describer;
    private final Map<S, Followed<S, D>> followed = new ConcurrentHashMap<>();
    private final Queue<Answer<S, D>> answers = new ConcurrentLinkedQueue<>();

    /** Whether this is put, and not taken yet. */
    private final AtomicBoolean put = new AtomicBoolean();

    private Sinks.Empty<Void> lost = Sinks.empty();
    private volatile boolean open;
    private boolean failing;

    Looks(Describer<S, D> describer, Loop loop, WatchOptions options) {
        this.describer = describer;
        this.loop = loop;
        this.options = options;
    }

    /** What calls take from. */
    abstract ApiBucket bucket();

    /** The time from one look to the next. */
    abstract Duration interval();

    /** What an answer brings that was none of failure. */
    abstract List<DeploymentEvent> answered(Followed<S, D> each, Answer<S, D> answer);

    /** The report of an answer was taken: the next look may be wanted. */
    abstract void delivered(Followed<S, D> each, Answer<S, D> answer);

    /** So many can't be described. */
    abstract DeploymentEvent failing(Throwable error, int followed, Duration retryIn);

    /** All can be described again. */
    abstract DeploymentEvent recovered();

    /** Goes on behind the trouble that was told. */
    void restore(boolean wasFailing) {
        failing = wasFailing;
    }

    /** Fails when there are no answers any more. */
    Mono<Void> begin(boolean wanted) {
        end();
        answers.clear();
        put.set(false);
        lost = Sinks.empty();
        open = wanted;
        return lost.asMono();
    }

    /** Ends all looks; calls that only they needed are aborted. */
    void end() {
        open = false;
        followed.keySet().forEach(this::unfollow);
    }

    boolean isOpen() {
        return open;
    }

    /** Begins to look at it, unless it does; nothing is wanted yet. */
    Followed<S, D> follow(S subject, ServiceWatch service) {
        return followed.computeIfAbsent(
                subject,
                any -> new Followed<>(service, describer.look(subject, true, this::answered, lost::tryEmitError)));
    }

    void want(Followed<S, D> each, long at) {
        each.rests = false;
        describer.want(each.look, at);
    }

    /** Ends looks at it. Returns what was looked at; {@code null} if it wasn't. */
    @Nullable
    Followed<S, D> unfollow(S subject) {
        Followed<S, D> gone = followed.remove(subject);
        if (gone != null) {
            describer.end(gone.look);
        }
        return gone;
    }

    /** Comes before the passes that are due, as it makes no call: where these are late, answers mustn't be. */
    private Runnable answered(Answer<S, D> answer) {
        answers.add(answer);
        if (put.compareAndSet(false, true)) {
            loop.put(this, options.now() - options.callTimeout.toNanos());
        }
        return () -> {};
    }

    /** Not a plain value, for which flatMap keeps a place until it has counted several. */
    @Override
    public Mono<Report> take() {
        return Mono.defer(() -> {
            put.set(false);
            List<Answer<S, D>> taken = new ArrayList<>();
            for (Answer<S, D> answer = answers.poll(); answer != null; answer = answers.poll()) {
                taken.add(answer);
            }
            return Mono.just(new Looked(taken));
        });
    }

    /** What some looks have brought. */
    private final class Looked implements Report {
        private final List<Answer<S, D>> taken;

        Looked(List<Answer<S, D>> taken) {
            this.taken = taken;
        }

        @Override
        public List<DeploymentEvent> events() {
            List<DeploymentEvent> events = new ArrayList<>();
            long late = 0;
            boolean described = false;
            for (Answer<S, D> answer : taken) {
                Followed<S, D> each = followed.get(answer.subject());
                if (each != null) {
                    each.answered(answer);
                    late = Math.max(late, answer.late());
                    if (answer.error() == null) {
                        described |= answer.description() != null;
                        events.addAll(answered(each, answer));
                    }
                }
            }
            addFailing(described, events);
            if (!taken.isEmpty()) {
                events.addAll(loop.began(bucket(), interval(), Duration.ofNanos(late)));
            }
            return events;
        }

        private void addFailing(boolean described, List<DeploymentEvent> events) {
            if (!failing && taken.stream().allMatch(answer -> answer.error() == null)) {
                return;
            }
            List<Throwable> errors = new ArrayList<>();
            for (Followed<S, D> each : followed.values()) {
                if (each.error != null) {
                    errors.add(each.error);
                }
            }
            if (failing && described && errors.isEmpty()) {
                failing = false;
                events.add(recovered());
            } else if (!failing && !errors.isEmpty()) {
                failing = true;
                events.add(failing(errors.get(0), errors.size(), retryIn()));
            }
        }

        private Duration retryIn() {
            long again = taken.stream().mapToLong(Answer::again).min().orElse(options.now());
            return Duration.ofNanos(Math.max(0, again - options.now()));
        }

        @Override
        public void delivered() {
            for (Answer<S, D> answer : taken) {
                Followed<S, D> each = followed.get(answer.subject());
                if (each != null) {
                    Looks.this.delivered(each, answer);
                }
            }
        }
    }
}
