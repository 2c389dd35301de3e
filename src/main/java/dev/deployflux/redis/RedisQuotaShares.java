package dev.deployflux.redis;

import dev.deployflux.quota.QuotaShares;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import reactor.core.publisher.Mono;

/**
 * Shares of a quota on Redis, or Valkey: processes with the same scope make no more calls together than one may.
 *
 * <pre>{@code
 * ApiQuota quota = ApiQuota.builder().shared(RedisQuotaShares.create(redisClient, "my-application")).build();
 * }</pre>
 *
 * <ul>
 *   <li><b>Scope.</b> Processes that use the same account and region share one, and no others: whoever calls two accounts builds
 *       two quotas, with a scope each.
 *   <li><b>Keys</b> are {@code {deployflux:<scope>}:shares:<bucket>}, three at most, all of one slot: a hash with a field of about
 *       100 bytes for each process, which expires ten minutes after the last claim. The user of the client needs
 *       {@code ~{deployflux:*}:*} and {@code +eval +evalsha}, and within scripts {@code +time +hgetall +hset +hdel +pexpire}.
 *   <li><b>Cost.</b> One {@code EVALSHA} a second for each process and bucket in use, up to four while shares move, some 50
 *       microseconds each for a few processes; none while nobody calls ECS.
 *   <li><b>Leases</b> last 2.5 seconds for who holds one, by its own monotonic clock, and 2.75 by Redis's. A clock of Redis's that
 *       jumps is noticed with the next claim.
 *   <li><b>Connection.</b> One of its own, opened by the first claim, and again when it was lost. Nothing is sent again, nothing
 *       is queued while it is lost, and none waits longer than 3 seconds, whatever the client's options say. The client stays
 *       the caller's to shut down, which closes it.
 *   <li><b>Redis away</b>: {@link dev.deployflux.quota.ApiQuota.Builder#shared} says what is used then. A Redis that lost all it
 *       knew, or the latest of it in a failover, grants nobody more for three seconds than it says it has, from the first claim
 *       that shows it, a second later at most.
 * </ul>
 *
 * <p>Safe for use by many threads, and by several quotas.
 */
public final class RedisQuotaShares implements QuotaShares {

    private static final Script SHARE = Script.named("share");
    private static final Duration LEASE = Duration.ofMillis(2_500);
    private static final double MILLION = 1_000_000;

    private final RedisLink link;
    private final RedisScope scope;

    private RedisQuotaShares(RedisLink link, RedisScope scope) {
        this.link = link;
        this.scope = scope;
    }

    /**
     * Shares on one Redis, or on one with replicas.
     *
     * @param client connects to where the URI says with which it was created
     * @param scope names what the processes have in common, such as the application: 1 to 200 characters, no braces
     * @return shares; nothing is asked yet
     * @throws IllegalArgumentException if the scope is none
     */
    public static RedisQuotaShares create(RedisClient client, String scope) {
        return new RedisQuotaShares(RedisLink.of(Objects.requireNonNull(client, "client")), new RedisScope(scope));
    }

    /**
     * Shares on a cluster.
     *
     * @param client of the cluster
     * @param scope names what the processes have in common, such as the application: 1 to 200 characters, no braces
     * @return shares; nothing is asked yet
     * @throws IllegalArgumentException if the scope is none
     */
    public static RedisQuotaShares create(RedisClusterClient client, String scope) {
        RedisScope named = new RedisScope(scope);
        return new RedisQuotaShares(RedisLink.of(Objects.requireNonNull(client, "client"), named), named);
    }

    @Override
    public Mono<Grant> claim(Claim claim) {
        String key = scope.key("shares:" + claim.bucket().name().toLowerCase(Locale.ROOT));
        return link.run(SHARE, List.of(key), arguments(claim)).map(RedisQuotaShares::grant);
    }

    static List<String> arguments(Claim claim) {
        return List.of(
                claim.member(),
                String.valueOf(claim.number()),
                millionths(claim.perSecond()),
                String.valueOf(claim.burst()),
                millionths(claim.wants()),
                millionths(claim.holds()),
                String.valueOf(claim.holdsBurst()),
                millionths(claim.least()),
                String.valueOf(claim.throttles()),
                String.valueOf(claim.successes()),
                String.valueOf(LEASE.toMillis()),
                claim.last() ? "1" : "0");
    }

    static Grant grant(List<Object> reply) {
        return new Grant(
                number(reply.get(0)) / MILLION,
                (int) number(reply.get(1)),
                number(reply.get(2)) / MILLION,
                number(reply.get(3)) / MILLION,
                number(reply.get(4)) / MILLION,
                (int) number(reply.get(5)),
                Duration.ofMillis((long) number(reply.get(6))));
    }

    private static double number(Object text) {
        return Double.parseDouble(text.toString());
    }

    private static String millionths(double perSecond) {
        return String.valueOf(Math.round(perSecond * MILLION));
    }
}
