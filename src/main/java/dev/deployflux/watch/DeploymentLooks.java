package dev.deployflux.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The looks of a watch at its deployments in flight, each wanted again when its report has been taken. What answers bring is
 * a turn like others; their calls are made by the {@link Describer}, beside those of passes.
 */
final class DeploymentLooks implements Turn {

    /** After so many failures in a row the service is listed in the deployment's place. One throttle isn't worth a list. */
    private static final int SEVERAL = 2;

    /** A deployment in flight. Changed while reports are taken alone. */
    private static final class Followed {
        private final ServiceWatch service;
        private final Look look;
        private int failures;

        /** The error for which its service is listed in its place. */
        private @Nullable Throwable error;

        /** Whether ECS didn't know it at the last look. */
        private boolean missing;

        /** Whether no look is wanted until its service has been listed. */
        private boolean rests = true;

        Followed(ServiceWatch service, Look look) {
            this.service = service;
            this.look = look;
        }

        boolean isDescribed() {
            return error == null && !missing;
        }

        void answered(Answer answer) {
            missing = answer.error() == null && answer.deployment() == null;
            failures = answer.error() == null ? 0 : failures + 1;
            boolean lasting = answer.refused() || failures >= SEVERAL || answer.error() instanceof TimeoutException;
            error = lasting ? answer.error() : null;
        }
    }

    private final Describer describer;
    private final Loop loop;
    private final WatchOptions options;
    private final Map<String, Followed> followed = new ConcurrentHashMap<>();

    /** The ARNs of those, for services that have any. */
    private final Map<ServiceWatch, Set<String>> arns = new ConcurrentHashMap<>();

    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

    /** Whether this is put, and not taken yet. */
    private final AtomicBoolean put = new AtomicBoolean();

    private Sinks.Empty<Void> lost = Sinks.empty();
    private volatile boolean open;
    private boolean failing;

    DeploymentLooks(Describer describer, Loop loop, WatchOptions options) {
        this.describer = describer;
        this.loop = loop;
        this.options = options;
    }

    /** Goes on behind the trouble that was told, if there was any. */
    void restore(RolloutEvents.@Nullable DetailsFailing told) {
        failing = told != null && options.details;
    }

    /** Fails when there are no answers any more. */
    Mono<Void> begin() {
        end();
        answers.clear();
        put.set(false);
        arns.clear();
        lost = Sinks.empty();
        open = options.details;
        return lost.asMono();
    }

    /** Ends all looks; calls that only they needed are aborted. */
    void end() {
        open = false;
        followed.keySet().forEach(this::unfollow);
    }

    private void unfollow(String arn) {
        Followed gone = followed.remove(arn);
        if (gone != null) {
            arns.computeIfPresent(gone.service, (service, known) -> {
                known.remove(arn);
                return known.isEmpty() ? null : known;
            });
            describer.end(gone.look);
        }
    }

    /**
     * A service has been listed, or couldn't be: these of its deployments are in flight. Looks that rested begin again.
     *
     * @param began when that pass began
     * @return whether all of them are looked at, so that the service isn't listed for them
     */
    boolean follow(ServiceWatch service, Set<String> inFlight, long began) {
        List.copyOf(arns.getOrDefault(service, Set.of())).stream()
                .filter(arn -> !inFlight.contains(arn))
                .forEach(this::unfollow);
        if (!open) {
            return false;
        }
        long at = began + options.lengthened(options.interval).toNanos();
        boolean all = true;
        for (String arn : inFlight) {
            Followed each = followed.computeIfAbsent(
                    arn, any -> new Followed(service, describer.look(arn, true, this::answered, this::failed)));
            arns.computeIfAbsent(service, any -> ConcurrentHashMap.newKeySet()).add(arn);
            if (each.rests) {
                each.rests = false;
                describer.want(each.look, at);
            }
            all &= each.isDescribed();
        }
        if (!open) { // cancelled meanwhile
            inFlight.forEach(this::unfollow);
        }
        return all;
    }

    /** Whether lists take turns with looks, as these would be calls of their own. */
    boolean areOfOneService() {
        return arns.size() == 1;
    }

    /** Comes before the passes that are due, as it makes no call: where these are late, answers mustn't be. */
    private Runnable answered(Answer answer) {
        answers.add(answer);
        if (put.compareAndSet(false, true)) {
            loop.put(this, options.now() - options.callTimeout.toNanos());
        }
        return () -> {};
    }

    private void failed(Throwable error) {
        lost.tryEmitError(error);
    }

    /** Not a plain value, for which flatMap keeps a place until it has counted several. */
    @Override
    public Mono<Report> take() {
        return Mono.defer(() -> {
            put.set(false);
            List<Answer> taken = new ArrayList<>();
            for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
                taken.add(answer);
            }
            return Mono.just(new Looked(taken));
        });
    }

    /** What some looks have brought. */
    private final class Looked implements Report {
        private final List<Answer> taken;

        Looked(List<Answer> taken) {
            this.taken = taken;
        }

        @Override
        public List<DeploymentEvent> events() {
            List<DeploymentEvent> events = new ArrayList<>();
            long late = 0;
            boolean described = false;
            for (Answer answer : taken) {
                Followed each = followed.get(answer.arn());
                if (each != null) {
                    each.answered(answer);
                    late = Math.max(late, answer.late());
                    if (answer.deployment() != null) {
                        described = true;
                        events.addAll(each.service.described(answer.deployment(), answer.began()));
                    }
                }
            }
            addFailing(described, events);
            if (!taken.isEmpty()) {
                events.addAll(loop.began(options.interval, Duration.ofNanos(late)));
            }
            return events;
        }

        private void addFailing(boolean described, List<DeploymentEvent> events) {
            if (!failing && taken.stream().allMatch(answer -> answer.error() == null)) {
                return;
            }
            List<Throwable> errors = new ArrayList<>();
            for (Followed each : followed.values()) {
                if (each.error != null) {
                    errors.add(each.error);
                }
            }
            if (failing && described && errors.isEmpty()) {
                failing = false;
                events.add(new RolloutEvents.DetailsRecovered());
            } else if (!failing && !errors.isEmpty()) {
                failing = true;
                events.add(new RolloutEvents.DetailsFailing(errors.get(0), errors.size(), retryIn()));
            }
        }

        private Duration retryIn() {
            long again = taken.stream().mapToLong(Answer::again).min().orElse(options.now());
            return Duration.ofNanos(Math.max(0, again - options.now()));
        }

        @Override
        public void delivered() {
            for (Answer answer : taken) {
                Followed each = followed.get(answer.arn());
                if (each == null) {
                    continue;
                }
                if (!each.service.history().isInFlight(answer.arn())) {
                    unfollow(answer.arn());
                    each.service.listBy(options.now()); // what superseded it is new
                } else {
                    again(each, answer);
                }
            }
        }

        private void again(Followed each, Answer answer) {
            if (!each.isDescribed()) {
                each.service.listBy(each.service.listedAt() + options.interval.toNanos());
            } else if (areOfOneService()
                    && !each.service.isFailing()
                    && each.service.listDue() <= answer.again() + options.interval.toNanos()) {
                // A list tells as much of the status of these few, and a call is what it costs.
                each.rests = true;
                each.service.listBy(answer.again());
                return;
            }
            describer.want(each.look, answer.again());
        }
    }
}
