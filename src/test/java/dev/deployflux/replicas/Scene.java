package dev.deployflux.replicas;

import dev.deployflux.fixture.FreePort;
import dev.deployflux.proxies.RunningProxy;
import dev.deployflux.replicas.Ledger.Handed;
import dev.deployflux.soak.Tally;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Three replicas, who listens to them, and what they share. */
final class Scene implements ChildReplica.Ear, AutoCloseable {

    private static final int REPLICAS = 3;
    private static final int COMPLAINTS_SHOWN = 5;

    final Tally tally;
    final PolledAccount account;
    final TwoRedis redis = new TwoRedis();
    final Ledger ledger = new Ledger();
    final ClockSteps clocks = new ClockSteps();
    final Standstills standstills = new Standstills();
    final RunningProxy proxy;
    private final List<Integer> ports =
            Stream.generate(FreePort::find).distinct().limit(REPLICAS).toList();
    private final List<Client> clients = new ArrayList<>();
    private final ChildReplica[] replicas = new ChildReplica[REPLICAS];
    private final int[] generations = new int[REPLICAS];
    private final boolean consuming;
    private volatile boolean isOver;

    Scene(Random random, Tally tally, boolean consuming) {
        this.tally = tally;
        this.consuming = consuming;
        this.account = new PolledAccount(random);
        this.proxy = RunningProxy.beforeReplicas(ports);
        for (int i = 0; i < REPLICAS; i++) {
            replicas[i] = launched(i);
        }
        replicas().forEach(ChildReplica::awaitUp);
    }

    private ChildReplica launched(int place) {
        String name = String.valueOf((char) ('a' + place)) + ++generations[place];
        int redisPort = redis.proxy(name).port();
        return ChildReplica.start(name, account.ecs.endpoint(), redisPort, ports.get(place), standstills, this);
    }

    /** Lets it have clients, and the consumer. */
    void begin(ChildReplica replica) {
        replica.say("ready");
        if (consuming) {
            replica.say("consume");
        }
    }

    /** Where its streams are, without the proxy. */
    URI streams(ChildReplica replica) {
        return URI.create("http://127.0.0.1:" + ports.get(replicas().indexOf(replica)) + "/events");
    }

    synchronized List<ChildReplica> replicas() {
        return List.of(replicas);
    }

    List<ChildReplica> awake() {
        return replicas().stream().filter(ChildReplica::isAwake).toList();
    }

    /** The one that called ECS last. */
    ChildReplica poller() {
        String last = account.polls.last();
        return replicas().stream()
                .filter(replica -> replica.name().equals(last))
                .findFirst()
                .orElse(replicas().get(0));
    }

    /** Starts another in the place of one that has ended, and returns when it is there. */
    void replace(ChildReplica ended) {
        ended.close();
        int place = replicas().indexOf(ended);
        ChildReplica next = launched(place);
        synchronized (this) {
            replicas[place] = next;
        }
        begin(next.awaitUp());
    }

    /** Adds somebody who listens. */
    void add(Client client, ChildReplica at) {
        synchronized (clients) {
            clients.add(client);
        }
        client.moveTo(at);
    }

    List<Client> clients() {
        synchronized (clients) {
            return List.copyOf(clients);
        }
    }

    /** Nobody listens any more, and nobody consumes. */
    void leave() {
        clients().forEach(Client::leave);
        replicas().forEach(replica -> replica.say("stop-consuming"));
    }

    @Override
    public void entry(ChildReplica replica, String visit, List<String> words) {
        boolean isHeard = false;
        for (Client client : clients()) {
            isHeard |= client.hear(visit, words);
        }
        if (isHeard && !words.get(0).equals("entry") && !replica.isEnding()) {
            tally.violation("a flux ended: " + words);
        }
    }

    @Override
    public void consumed(ChildReplica replica, List<String> words) {
        ledger.add(new Handed(replica.name(), System.nanoTime(), words.get(2), words.get(3)));
    }

    @Override
    public void complained(ChildReplica replica, String line) {
        tally.count("lines of complaint");
        if (!isOver && tally.counted("lines of complaint") <= COMPLAINTS_SHOWN) {
            tally.violation(replica.name() + " complained: " + line);
            System.out.println(replica.name() + ": " + line);
        }
    }

    @Override
    public void ended(ChildReplica replica) {
        if (!replica.isEnding()) {
            tally.violation(replica.name() + " ended by itself");
            System.out.println(replica.name() + " ended by itself");
        }
    }

    /** Whether that one is in its place. */
    boolean has(@Nullable ChildReplica replica) {
        return replica != null && replicas().contains(Objects.requireNonNull(replica));
    }

    @Override
    public void close() {
        isOver = true;
        replicas().forEach(ChildReplica::close);
        proxy.close();
        redis.close();
        account.close();
    }
}
