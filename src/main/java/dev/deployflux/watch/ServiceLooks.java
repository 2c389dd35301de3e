package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.quota.ApiBucket;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.model.Service;

/** The looks of a watch at its services with nothing in flight, if it has a {@linkplain ServiceFingerprints detector}. */
final class ServiceLooks extends Looks<ServiceRef, Service> {

    private final @Nullable ServiceFingerprints detector;

    /** How long after their first passes the second ones are due that nothing else asks for. */
    private final Map<ServiceRef, Duration> second = new HashMap<>();

    ServiceLooks(Describer<ServiceRef, Service> describer, Loop loop, WatchOptions options) {
        super(describer, loop, options);
        this.detector = options.detector;
    }

    /** Goes on behind the trouble that was told, if there was any. */
    void restore(HasteEvents.@Nullable DetectorFailing told) {
        restore(told != null && detector != null);
    }

    /** Fails when there are no answers any more. */
    Mono<Void> begin() {
        return begin(detector != null);
    }

    /**
     * Its first look is due between now and its first pass, which then shows what was done before the look. At random, as the
     * looks of services that are listed one after another would else be due together ever after, and so would their lists.
     *
     * @param later in so many nanoseconds its first pass is due
     * @param last likewise of the last one that begins with it
     */
    void begin(ServiceWatch service, long now, long later, long last) {
        service.suspected().forget();
        if (detector != null && isOpen()) {
            long latest = Math.min(later, options.idleInterval.toNanos());
            want(follow(service.service(), service), now + (long) (options.random.getAsDouble() * latest));
            long every = (long) (detector.listEvery.toNanos() * (1 - options.jitter));
            if (later > 0 && last < every) { // spread over the interval from then on, until the third ones begin
                second.put(service.service(), Duration.ofNanos(last + (long) ((every - last) * (double) later / last)));
            }
        }
    }

    /**
     * A complete pass has listed it, with nothing in flight.
     *
     * @param news whether that has shown something new
     * @return the pause until the next pass, from when this one began; {@code null} without a detector
     */
    @Nullable
    Duration listed(ServiceWatch service, long began, boolean news) {
        if (detector == null || !isOpen()) {
            return null;
        }
        Followed<ServiceRef, Service> each = follow(service.service(), service);
        if (each.rests) {
            want(each, began + ServiceDescriptions.untilNext(options).toNanos());
        }
        if (!isOpen()) { // cancelled meanwhile
            unfollow(service.service());
        }
        Duration again = service.suspected().listed(began, news, service.history()::isKnown);
        Duration spread = second.remove(service.service());
        if (again != null) {
            return again;
        } else if (spread != null && !each.hasFailed()) {
            return spread;
        }
        return options.jittered(each.hasFailed() ? options.idleInterval : detector.listEvery);
    }

    /** Something is in flight, it can't be listed, or it has left: until that has changed, looks are of no use. */
    void rest(ServiceWatch service) {
        unfollow(service.service());
        second.remove(service.service());
        service.suspected().forget();
    }

    @Override
    ApiBucket bucket() {
        return ApiBucket.SERVICES;
    }

    @Override
    Duration interval() {
        return options.idleInterval;
    }

    @Override
    List<DeploymentEvent> answered(Followed<ServiceRef, Service> each, Answer<ServiceRef, Service> answer) {
        ServiceFingerprint shown = answer.description() == null
                ? ServiceFingerprint.missing(answer.reason())
                : ServiceFingerprint.of(answer.description());
        Instant asked = each.service.history().window().after();
        boolean isDue = each.service.suspected().shows(shown, options.now(), asked);
        if (isDue && !each.service.awaitsFirstPass()) { // else that comes in its turn
            each.service.listBy(options.now(), options.idleInterval);
        }
        return List.of();
    }

    @Override
    void delivered(Followed<ServiceRef, Service> each, Answer<ServiceRef, Service> answer) {
        if (each.service.awaitsFirstPass()) {
            want(each, answer.again()); // that comes in its turn, whether it can be described or not
            return;
        }
        if (each.hasFailed()) {
            each.service.listBy(each.service.listedAt() + options.idleInterval.toNanos(), options.idleInterval);
        } else if (each.service.listDue() - answer.again() < options.idleInterval.toNanos()) {
            each.rests = true; // the list that is due before the look behind this one takes its place
            each.service.listBy(answer.again(), options.idleInterval);
            return;
        }
        want(each, answer.again());
    }

    @Override
    DeploymentEvent failing(Throwable error, int followed, Duration retryIn) {
        return new HasteEvents.DetectorFailing(error, followed, retryIn);
    }

    @Override
    DeploymentEvent recovered() {
        return new HasteEvents.DetectorRecovered();
    }
}
