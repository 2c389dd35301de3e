package dev.deployflux.replicas;

import dev.deployflux.replicas.Ledger.Handed;
import dev.deployflux.soak.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Three replicas, who listens to them, and what they share. */
final class Scene implements ChildReplica.Ear, AutoCloseable {

    private static final int REPLICAS = 3;
    private static final int COMPLAINTS_SHOWN = 5;

    final Tally tally;
    final PolledAccount account;
    final TwoRedis redis = new TwoRedis();
    final Ledger ledger = new Ledger();
    private final List<Client> clients = new ArrayList<>();
    private final ChildReplica[] replicas = new ChildReplica[REPLICAS];
    private final int[] generations = new int[REPLICAS];
    private final boolean consuming;
    private volatile boolean isOver;

    Scene(Random random, Tally tally, boolean consuming) {
        this.tally = tally;
        this.consuming = consuming;
        this.account = new PolledAccount(random);
        for (int i = 0; i < REPLICAS; i++) {
            replicas[i] = launched(i);
        }
        replicas().forEach(this::begin);
    }

    private ChildReplica launched(int place) {
        String name = String.valueOf((char) ('a' + place)) + ++generations[place];
        int port = redis.proxy(name).port();
        return ChildReplica.start(name, account.ecs.endpoint(), port, this);
    }

    private void begin(ChildReplica replica) {
        replica.awaitUp();
        if (consuming) {
            replica.say("consume");
        }
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
        begin(next);
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
    public void consumed(List<String> words) {
        ledger.add(new Handed(words.get(2), words.get(3)));
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
        redis.close();
        account.close();
    }
}
