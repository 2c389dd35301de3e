package dev.deployflux.replicas;

import dev.deployflux.redis.RedisProxy;
import dev.deployflux.redis.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** A Redis and its replica, which takes its place; each replica of the application has a proxy before it. */
final class TwoRedis implements AutoCloseable {

    private static final String LOG = "{deployflux:" + ReplicaProcess.SCOPE + "}:log";

    private RedisServer primary = RedisServer.start("repl-diskless-sync-delay", "0");
    private RedisServer replica = RedisServer.start("repl-diskless-sync-delay", "0");
    private final Map<String, RedisProxy> proxies = new ConcurrentHashMap<>();

    /** What the log was whenever it was forgotten. */
    private final List<Object> logs = new ArrayList<>();

    TwoRedis() {
        replicate();
    }

    private void replicate() {
        replica.ask("REPLICAOF", "127.0.0.1", String.valueOf(primary.port()));
        await(() -> String.valueOf(replica.ask("INFO", "replication")).contains("master_link_status:up"));
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Pause.millis(20);
        }
    }

    /** The proxy of a replica of the application. */
    RedisProxy proxy(String name) {
        return proxies.computeIfAbsent(name, any -> RedisProxy.to(primary.port()));
    }

    RedisServer primary() {
        return primary;
    }

    /** It can't reach Redis any more. */
    void cutOff(String name) {
        proxy(name).leadTo(1);
    }

    void mend(String name) {
        proxy(name).leadTo(primary.port());
    }

    /** All lose their connections, and have others at once. */
    void cutAll() {
        proxies.values().forEach(RedisProxy::cut);
    }

    /** The replica is promoted, and knows nothing of what was acknowledged for some time before. */
    void failOver(long lostMillis) {
        replica.ask("REPLICAOF", "NO", "ONE");
        Pause.millis(lostMillis);
        RedisServer old = primary;
        primary = replica;
        proxies.values().forEach(proxy -> proxy.leadTo(primary.port()));
        old.kill();
        old.restart();
        replica = old;
        replicate();
    }

    /** It forgets everything, in one step with telling what the log was. */
    void forget() {
        String script = "local log = redis.call('XRANGE', KEYS[1], '-', '+') redis.call('FLUSHALL') return log";
        logs.add(Objects.requireNonNull(primary.ask("EVAL", script, "1", LOG)));
    }

    /** The log; before it those that were forgotten. */
    TrueLog log() {
        List<Object> all = new ArrayList<>(logs);
        all.add(Objects.requireNonNull(primary.ask("XRANGE", LOG, "-", "+")));
        return TrueLog.ofRedis(all);
    }

    @Override
    public void close() {
        proxies.values().forEach(RedisProxy::close);
        primary.close();
        replica.close();
    }
}
