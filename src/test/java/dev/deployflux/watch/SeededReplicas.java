package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * Some minutes of two to five replicas on one store, of a random shop and clients, all by one seed; then time to heal. Processes
 * are killed, stopped and restarted, their ways to the store are cut or lose replies, and the store may lose what it has.
 */
final class SeededReplicas {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration STEP = Duration.ofMillis(250);
    private static final int SECONDS = 400;
    static final Duration OVERLAP = SeededShop.LATE.plus(SeededFaults.STALE);
    static final Duration SLACK = Duration.ofMinutes(8);

    final Random random;
    final SimulatedWatch world = new SimulatedWatch();
    final LossyStore server;
    final List<SeededProcess> processes = new ArrayList<>();
    final List<String> faults = new ArrayList<>();
    final SeededShop shop;
    private final SeededFaults answers;
    private final List<SeededClient> clients = new ArrayList<>();
    private final List<Session> sessions = new ArrayList<>();
    private final SeededConsumer consumer;
    private final Flux<ServiceRef> services;
    private final int replicas;
    private final int ring;
    private final Duration interval;
    private final Duration grace;
    final boolean details;
    private final double share;

    /** Whether the store may lose something, also by forgetting. */
    final boolean loses;

    /** Whether ways to the store may be bad. */
    final boolean cuts;

    private final SeededHarm harm;
    private final SeededVerdict verdict = new SeededVerdict(this);
    private int names;

    /** A subscriber of {@link DeploymentFeed#events()}. */
    record Session(SeededProcess process, Listener listener, Instant from, List<Instant> times) {}

    SeededReplicas(long seed) {
        random = new Random(seed);
        harm = new SeededHarm(this, random);
        replicas = 2 + random.nextInt(4);
        loses = random.nextInt(3) == 0;
        cuts = random.nextInt(3) > 0;
        boolean small = loses && random.nextBoolean();
        ring = small ? 20 + random.nextInt(60) : 2_000;
        server = new LossyStore(world.time, small ? 20 + random.nextInt(60) : 5_000);
        shop = new SeededShop(random, world.ecs);
        answers = new SeededFaults(random, world.ecs, false);
        share = random.nextInt(3) * 0.15;
        interval = Duration.ofSeconds(3 + random.nextInt(10));
        grace = Duration.ofSeconds(random.nextBoolean() ? 0 : 30);
        details = random.nextInt(5) > 0;
        services = random.nextBoolean()
                ? Flux.fromIterable(shop.services())
                : world.deployments().services("prod", "staging");
        consumer = new SeededConsumer(random, server::lastWritten);
        for (int i = 2 + random.nextInt(4); i > 0; i--) {
            clients.add(new SeededClient(random.nextInt(3) > 0, world::now, server::lastWritten, random));
        }
    }

    private DeploymentWatcherBuilder watcher(VirtualTimeScheduler time) {
        return world.watcher()
                .scheduler(time)
                .random(random::nextDouble)
                .jitter(0.2)
                .interval(interval)
                .idleInterval(interval.plusSeconds(20))
                .details(details)
                .since(Duration.ofHours(1))
                .overlap(OVERLAP)
                .backoff(SECOND, Duration.ofSeconds(30))
                .callTimeout(Duration.ofSeconds(30))
                .lookupInterval(Duration.ofSeconds(30))
                .eventLog(ring)
                .grace(grace);
    }

    SeededProcess start() {
        String name = "p" + ++names;
        SeededLink link = new SeededLink(server, name, world.time, random);
        SeededProcess process = new SeededProcess(name, link, this::watcher, services);
        process.feed.consume("slack", event -> consumer.handle(process, event));
        return process;
    }

    void run() {
        VirtualTimeScheduler.set(world.time);
        try {
            for (int i = 0; i < replicas; i++) {
                processes.add(start());
            }
            for (int second = 0; second < SECONDS; second++) {
                if (second % 200 == 60) {
                    answers.begin(share, false);
                    answers.beginDescriptions(share, shop.deploymentArns(), List.of());
                } else if (second % 200 == 0) {
                    answers.end();
                }
                shop.act();
                harm.harm(second);
                act(true);
                pass(4, STEP);
                checkPollers(second);
            }
            heal();
            judge();
        } finally {
            world.close();
            VirtualTimeScheduler.reset();
        }
    }

    private void pass(int steps, Duration step) {
        for (int i = 0; i < steps; i++) {
            world.pass(step, step);
            List.copyOf(processes).forEach(process -> process.pass(step));
        }
    }

    private void act(boolean moves) {
        clients.forEach(client -> client.act(processes, moves));
        sessions.removeIf(session -> {
            boolean leaves = session.process.isOver() || (moves && random.nextInt(200) == 0);
            if (leaves) {
                session.listener.cancel();
                verdict.judge(session, world.now(), false);
            }
            return leaves;
        });
        List<SeededProcess> there =
                processes.stream().filter(SeededProcess::isRunning).toList();
        if (sessions.size() < 2 && !there.isEmpty()) {
            SeededProcess process = there.get(random.nextInt(there.size()));
            sessions.add(new Session(process, Listener.of(process.feed.events()), world.now(), new ArrayList<>()));
        }
        Instant now = world.now();
        sessions.forEach(session -> {
            while (session.times.size() < session.listener.events.size()) {
                session.times.add(now);
            }
        });
    }

    private void checkPollers(int second) {
        List<String> pollers = processes.stream()
                .filter(process -> process.isRunning() && process.polls())
                .map(process -> process.name)
                .toList();
        if (!harm.isUnsure()) {
            assertThat(pollers).as("pollers in second %s", second).hasSizeLessThanOrEqualTo(1);
        }
    }

    private void heal() {
        answers.end();
        consumer.heal();
        for (int i = 0; i < processes.size(); i++) {
            SeededProcess process = processes.get(i);
            process.link.mend();
            if (process.isOver()) {
                processes.set(i, start());
            } else if (!process.isRunning()) {
                process.wake(random.nextBoolean());
            }
        }
        int seconds = (int) SLACK.plus(OVERLAP).plus(SLACK).toSeconds();
        for (int i = 0; i < seconds; i++) {
            act(false);
            if (i > 60) {
                clients.forEach(SeededClient::askForAll);
            }
            pass(1, SECOND);
        }
    }

    private void judge() {
        assertThat(processes.stream().filter(SeededProcess::polls))
                .as("pollers in the end")
                .hasSize(1);
        LogJudge judge = new LogJudge(server.everWritten());
        for (SeededClient client : clients) {
            judge.check(client.eager ? "eager client" : "slow client", client.told());
            if (!loses && client.eager) {
                assertThat(client.resets).as("resets without a reason").isZero();
            }
        }
        judge.checkConsumer(consumer.handled(), server.end());
        assertThat(judge.violations()).isEmpty();
        assertThat(consumer.violations()).isEmpty();
        comparePictures();
        clients.forEach(verdict::judge);
        sessions.forEach(session -> verdict.judge(session, world.now(), true));
        clients.forEach(SeededClient::leave);
        sessions.forEach(session -> session.listener.cancel());
        silence();
    }

    private List<EntryReader> listen() {
        return processes.stream()
                .map(process -> new EntryReader(process.feed.entries()))
                .toList();
    }

    /** Nobody listens. */
    private void silence() {
        processes.forEach(process -> process.feed.dispose());
        pass(5, SECOND);
        int calls = world.calls();
        pass(120, SECOND);
        assertThat(world.calls()).as("calls for nobody").isEqualTo(calls);
        assertThat(server.readers()).as("readers for nobody").isZero();
    }

    private void comparePictures() {
        List<EntryReader> listening = listen();
        pass(60, SECOND); // bookmarks beside the log have passed by where nobody listened
        List<EntryReader> fresh = listen();
        world.pass(Duration.ofMillis(1), Duration.ofMillis(1));
        List<String> first = words(fresh.get(0));
        for (EntryReader reader : fresh) {
            List<String> mine = words(reader);
            assertThat(mine.stream().filter(each -> !first.contains(each)).toList())
                    .as("what one replica tells, and not another")
                    .isEmpty();
            assertThat(first.stream().filter(each -> !mine.contains(each)).toList())
                    .as("what a replica doesn't tell, but another does")
                    .isEmpty();
            assertThat(mine).isEqualTo(first);
        }
        Picture now = Picture.of(fresh.get(0).got.stream().map(FeedEntry::event).toList());
        fresh.forEach(EntryReader::cancel);
        listening.forEach(EntryReader::cancel);
        for (SeededClient client : clients) {
            List<DeploymentEvent> told = new ArrayList<>();
            client.told().forEach(each -> {
                if (each.event() instanceof Reset) {
                    told.clear();
                }
                told.add(each.event());
            });
            assertThat(Picture.of(told).differences(now))
                    .as("the picture of a client")
                    .isEmpty();
        }
    }

    private static List<String> words(EntryReader reader) {
        return reader.got.stream()
                .map(entry -> entry.id() + " " + FeedValue.of(entry.event()).toJson())
                .toList();
    }
}
