package dev.deployflux.redis;

import dev.deployflux.fixture.Eventually;
import dev.deployflux.fixture.FreePort;
import io.lettuce.core.cluster.SlotHash;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A cluster of the test's own, each of whose nodes has a part of the slots. Ends with {@link #close()}. */
public final class RedisCluster implements AutoCloseable {

    private static final String MILLIS = "5000";

    private final List<RedisServer> nodes = new ArrayList<>();

    private RedisCluster() {}

    /** Starts one of so many nodes, and returns once all of them agree. */
    public static RedisCluster start(int masters) {
        RedisCluster cluster = new RedisCluster();
        try {
            for (int i = 0; i < masters; i++) {
                String first = String.valueOf(SlotHash.SLOT_COUNT * i / masters);
                String last = String.valueOf(SlotHash.SLOT_COUNT * (i + 1) / masters - 1);
                cluster.join(String.valueOf(i + 1)).ask("CLUSTER", "ADDSLOTSRANGE", first, last);
            }
            cluster.awaitAgreement();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Starts another, which has no slots yet and is known to all. */
    private RedisServer join(String epoch) {
        String bus = String.valueOf(FreePort.find());
        RedisServer node = RedisServer.start("cluster-enabled", "yes", "cluster-port", bus);
        nodes.add(node);
        node.ask("CLUSTER", "SET-CONFIG-EPOCH", epoch);
        for (RedisServer other : nodes.subList(0, nodes.size() - 1)) {
            other.ask("CLUSTER", "MEET", "127.0.0.1", String.valueOf(node.port()), bus);
        }
        return node;
    }

    private void awaitAgreement() {
        Eventually.isAnswered(() -> nodes.stream().allMatch(node -> {
            String info = String.valueOf(node.ask("CLUSTER", "INFO"));
            return info.contains("cluster_state:ok")
                    && info.contains("cluster_slots_assigned:" + SlotHash.SLOT_COUNT)
                    && info.contains("cluster_known_nodes:" + nodes.size());
        }));
    }

    /** Starts a replica of a node, which follows it once this returns. */
    public RedisServer follow(RedisServer master) {
        RedisServer replica = join(String.valueOf(nodes.size() + 1));
        awaitAgreement();
        replica.ask("CLUSTER", "REPLICATE", id(master));
        Eventually.isAnswered(
                () -> String.valueOf(replica.ask("INFO", "replication")).contains("master_link_status:up"));
        return replica;
    }

    /** All of them. */
    public List<RedisServer> nodes() {
        return List.copyOf(nodes);
    }

    /** The one that has a key's slot. */
    public RedisServer owner(String key) {
        return nodes.stream().filter(node -> has(node, key)).findFirst().orElseThrow();
    }

    /** One that sends those who ask for a key elsewhere. */
    public RedisServer stranger(String key) {
        return nodes.stream().filter(node -> !has(node, key)).findFirst().orElseThrow();
    }

    private static boolean has(RedisServer node, String key) {
        try {
            return node.ask("EXISTS", key) != null;
        } catch (IllegalStateException | UncheckedIOException e) { // it says where to ask, or doesn't run
            return false;
        }
    }

    /** Moves a key's slot to another node, as an operator does it: key by key, and those who ask are sent on. */
    public void move(String key, RedisServer to) {
        move(key, to, () -> {});
    }

    /**
     * Likewise.
     *
     * @param midway runs where the first key has moved, and others haven't
     */
    public void move(String key, RedisServer to, Runnable midway) {
        String slot = String.valueOf(SlotHash.getSlot(key));
        RedisServer from = owner(key);
        to.ask("CLUSTER", "SETSLOT", slot, "IMPORTING", id(from));
        from.ask("CLUSTER", "SETSLOT", slot, "MIGRATING", id(to));
        boolean isFirst = true;
        for (List<?> keys = keys(from, slot); !keys.isEmpty(); keys = keys(from, slot)) {
            from.ask("MIGRATE", "127.0.0.1", String.valueOf(to.port()), String.valueOf(keys.get(0)), "0", MILLIS);
            if (isFirst) {
                midway.run();
            }
            isFirst = false;
        }
        assign(slot, to, to, from);
    }

    /** Gives a key's slot away at once, with nothing in it. */
    public void assign(String key, RedisServer to) {
        assign(String.valueOf(SlotHash.getSlot(key)), to, to, owner(key));
    }

    private static void assign(String slot, RedisServer owner, RedisServer... told) {
        for (RedisServer each : told) {
            each.ask("CLUSTER", "SETSLOT", slot, "NODE", id(owner));
        }
    }

    private static String id(RedisServer node) {
        return String.valueOf(node.ask("CLUSTER", "MYID"));
    }

    private static List<?> keys(RedisServer node, String slot) {
        return (List<?>) Objects.requireNonNull(node.ask("CLUSTER", "GETKEYSINSLOT", slot, "10"));
    }

    @Override
    public void close() {
        nodes.forEach(RedisServer::close);
    }
}
