package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.RowOrder;
import dev.deployflux.simulator.WindowEdges;
import dev.deployflux.validator.HistoryValidator;
import dev.deployflux.validator.TrueHistory;
import dev.deployflux.validator.Violation;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * Half an hour of one random shop, ECS and subscriber, all by one seed, and then the time that the watch needs to tell all
 * that is left to be told. The watch may have no details, a detector, and hints. The subscriber may be slow, or cancel and
 * subscribe again; the watcher's clock may be wrong, and may be set to another time, up to a day away. In some histories
 * nothing fails, nor is listed late: there deployments are told promptly.
 */
final class SeededHistory {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int SECONDS = 1_500;

    /** More events than these bring. */
    private static final int FIRST_PASSES = 100;

    /** Idle interval, lookup, pause, timeout, late row and old answer, one after another. */
    private static final Duration SLACK = Duration.ofMinutes(8);

    private static final Duration OVERLAP = SeededShop.LATE.plus(SeededFaults.STALE);

    private final Random random;
    private final SimulatedWatch world;
    private final SeededHaste haste;
    private final SeededShop shop;
    private final SeededFaults faults;
    private final SteppingClock clock;
    private final boolean lying;

    /** Whether nothing ever fails. */
    private final boolean calm;

    /** In how much time a deployment is told if nothing ever fails. */
    private final Duration prompt;

    /** The share of calls that meet a fault. */
    private final double share;

    /** Whether stages and pauses are told. */
    private final boolean details;

    /** For how long a deployment or its end may go untold. */
    private final Duration slack;

    /** For how long a stage or a pause may go untold: not long if nothing ever fails. */
    private Duration unnoticed;

    /** How far back the watch looks: longer than its clock may be ahead. */
    private final Duration since;

    /** Rows that an answer leaves out come late: by a failing service's longest pause, and some passes. */
    private final Duration overlap;

    private final @Nullable DeploymentFeed feed;
    private final Flux<DeploymentEvent> events;
    private final List<Session> sessions = new ArrayList<>();

    /** One subscriber, from its coming to its leaving. */
    private record Session(
            Listener listener, boolean eager, Instant from, Duration ahead, SeededPromptness promptness) {}

    SeededHistory(long seed) {
        random = new Random(seed);
        RowOrder order = any(RowOrder.values());
        WindowEdges edges = any(WindowEdges.values());
        boolean trailing = random.nextBoolean();
        haste = new SeededHaste(random);
        world = new SimulatedWatch(
                ecs -> haste.describe(ecs.rowOrder(order).windowEdges(edges).trailingEmptyPage(trailing)));
        calm = random.nextInt(5) == 0;
        shop = new SeededShop(random, world.ecs, calm || haste.isByLooksAlone());
        boolean stepping = random.nextBoolean();
        clock = new SteppingClock(world::now, random, stepping);
        since = Duration.ofHours(1).plus(stepping ? SteppingClock.FURTHEST : Duration.ZERO);
        lying = !calm && !haste.isByLooksAlone() && random.nextInt(4) == 0;
        overlap = lying ? OVERLAP.plus(Duration.ofMinutes(20)) : OVERLAP;
        share = calm ? 0 : random.nextInt(3) * 0.2;
        slack = haste.slack(SLACK);
        details = random.nextInt(5) > 0;
        Duration interval = Duration.ofSeconds(3 + random.nextInt(15));
        unnoticed = share > 0 ? SLACK : interval.multipliedBy(3).plus(SECOND);
        Duration idleInterval = Duration.ofSeconds(20 + random.nextInt(40));
        Duration twoLooks = interval.multipliedBy(2);
        prompt = (twoLooks.compareTo(idleInterval) > 0 ? twoLooks : idleInterval)
                .multipliedBy(13)
                .dividedBy(10)
                .plus(SECOND.multipliedBy(3));
        DeploymentWatcher watcher = haste.addTo(world.watcher(), world.ecs)
                .clock(clock)
                .random(random::nextDouble)
                .jitter(0.3)
                .interval(interval)
                .details(details)
                .idleInterval(idleInterval)
                .since(since)
                .overlap(overlap)
                .backoff(Duration.ofSeconds(1), Duration.ofSeconds(30))
                .callTimeout(Duration.ofSeconds(30))
                .lookupInterval(Duration.ofMinutes(1 + random.nextInt(2)))
                .concurrency(1 + random.nextInt(4))
                .grace(Duration.ofSeconds(random.nextBoolean() ? 0 : 30))
                .build();
        Flux<ServiceRef> services = random.nextBoolean()
                ? Flux.fromIterable(shop.services())
                : world.deployments().services("prod", "staging");
        feed = random.nextInt(3) == 0 ? watcher.feed(services) : null;
        faults = new SeededFaults(random, world.ecs, feed == null);
        events = feed != null ? feed.events() : watcher.watch(services);
    }

    private <T> T any(T[] values) {
        return List.of(values).get(random.nextInt(values.length));
    }

    void run() {
        VirtualTimeScheduler.set(world.time); // on which a feed's subscribers get their events
        try {
            for (int i = feed == null ? 0 : random.nextInt(4); i >= 0; i--) {
                sessions.add(listen());
            }
            goOn();
            faults.end();
            sessions.forEach(session -> session.listener().request(Long.MAX_VALUE));
            world.pass(slack.plus(overlap).plus(slack));
            sessions.forEach(session -> validate(session, slack));
        } finally {
            sessions.forEach(session -> session.listener().cancel());
            world.close();
            VirtualTimeScheduler.reset();
        }
    }

    private void goOn() {
        int dark = 0;
        for (int second = 0; second < SECONDS; second++) {
            if (second % 300 == 60) { // a first pass is honest: a lie in it can't be made good
                faults.begin(share, lying);
                faults.beginDescriptions(share, shop.deploymentArns(), shop.serviceArns());
            } else if (share > 0 && random.nextInt(1_000) == 0) {
                faults.denyDescriptions();
                dark = second + 10 + random.nextInt(240);
            } else if (!calm && !lying && random.nextInt(1_000) == 0) {
                faults.goDark();
                unnoticed = SLACK;
                dark = second + 10 + random.nextInt(120);
            } else if (second == dark || second % 300 == 0) {
                faults.end();
            }
            shop.act();
            clock.act();
            for (int i = 0; i < sessions.size(); i++) {
                sessions.set(i, act(sessions.get(i)));
            }
            world.pass(SECOND);
        }
    }

    private Session listen() {
        boolean eager = random.nextBoolean();
        SeededPromptness promptness = new SeededPromptness(world.ecs, prompt, haste.hidden());
        long first = lying ? FIRST_PASSES : 0; // which are honest
        Listener listener = Listener.of(events.doOnNext(promptness::heard), eager ? Long.MAX_VALUE : first);
        return new Session(listener, eager, world.now(), clock.ahead(), promptness);
    }

    /** Asks now and then, and leaves for another at times. */
    private Session act(Session session) {
        if (random.nextInt(10) == 0) {
            session.listener().request(1 + random.nextInt(20));
        }
        if (lying || random.nextInt(1_000) != 0) {
            return session;
        }
        session.listener().cancel();
        // what a slow subscriber hasn't taken yet can't be asked of it
        validate(session, session.eager() ? slack : Duration.ofHours(2));
        return listen();
    }

    private void validate(Session session, Duration unreported) {
        HistoryValidator validator = HistoryValidator.of(TrueHistory.of(world.ecs), session.from(), world.now())
                .since(session.from().plus(session.ahead()).minus(since))
                .overlap(overlap)
                .slack(unreported)
                .silence(haste.silence(session.eager() ? SLACK : Duration.ofHours(2)))
                .watching(shop.lasting());
        validator = details ? validator.details(session.eager() ? unnoticed : unreported) : validator.withoutDetails();
        List<Violation> violations =
                (feed == null ? validator : validator.conflated()).check(byTheTrueClock(session.listener().events));
        assertThat(violations)
                .as(
                        "%s subscriber of a %s, %s",
                        session.eager() ? "eager" : "slow", feed == null ? "watch" : "feed", haste)
                .isEmpty();
        if (calm && session.eager() && feed == null) {
            session.promptness().check(shop.lasting());
        }
        checkAlarms(session.listener().events);
    }

    /** At most one of each deployment, one of each rollback whose end was told live, and one of each pause. */
    private static void checkAlarms(List<DeploymentEvent> events) {
        List<String> rung = arns(Flux.fromIterable(events).transformDeferred(DeploymentEvents.alarms()));
        List<String> all = arns(Flux.fromIterable(events).transformDeferred(DeploymentEvents.alarmsWithSnapshot()));
        List<String> rollbacks = arns(Flux.fromIterable(events)
                .filter(event -> event instanceof DeploymentEvent.Changed changed
                        && changed.deployment().statusAsString().matches("ROLLBACK_(SUCCESSFUL|FAILED)")));
        assertThat(rung).doesNotHaveDuplicates().containsAll(rollbacks);
        assertThat(all).doesNotHaveDuplicates().containsAll(rung);
        List<AwaitedAction> waits = waits(Flux.fromIterable(events));
        assertThat(waits(Flux.fromIterable(events).transformDeferred(DeploymentEvents.alarms())))
                .doesNotHaveDuplicates()
                .containsExactlyElementsOf(waits.stream().distinct().toList());
    }

    private static List<AwaitedAction> waits(Flux<DeploymentEvent> events) {
        return events.ofType(AwaitingAction.class)
                .map(AwaitingAction::action)
                .collectList()
                .blockOptional()
                .orElseThrow();
    }

    private static List<String> arns(Flux<DeploymentEvent> events) {
        return events.ofType(DeploymentEvent.OfDeployment.class)
                .map(event -> event.deployment().serviceDeploymentArn())
                .collectList()
                .blockOptional()
                .orElseThrow();
    }

    /** What the watcher's clock said, on ECS's clock. */
    private List<DeploymentEvent> byTheTrueClock(List<DeploymentEvent> events) {
        return events.stream().map(event -> TrueTimes.of(event, clock::truth)).toList();
    }
}
