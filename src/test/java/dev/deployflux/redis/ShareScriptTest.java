package dev.deployflux.redis;

import static dev.deployflux.quota.ApiBucket.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.deployflux.quota.MemoryShares;
import dev.deployflux.quota.QuotaShares.Claim;
import dev.deployflux.quota.QuotaShares.Grant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script by itself, on a real Redis, whose time is the test's. */
@RedisTest
class ShareScriptTest {

    private static final String TIME = "redis.call('TIME')";
    private static final Script SHARE = Script.of(Script.named("share").text().replace(TIME, "{ ARGV[13], ARGV[14] }"));
    private static final String KEY = "{deployflux:test}:shares:services";

    private static RedisServer server;
    private static RespSocket socket;

    private long now = 1_800_000_000_000L;
    private final MemoryShares memory = new MemoryShares(() -> now);
    private final Map<String, Grant> held = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();

    @BeforeAll
    static void start() throws IOException {
        server = RedisServer.start();
        socket = new RespSocket(server.port());
    }

    @AfterAll
    static void stop() throws IOException {
        socket.close();
        server.close();
    }

    @BeforeEach
    void flush() {
        server.ask("FLUSHALL");
    }

    @Test
    void theTimeIsAskedOnce() {
        assertThat(Script.named("share").text().split("'TIME'", -1)).hasSize(2);
    }

    private Grant ask(Claim claim) {
        List<String> words = new ArrayList<>(List.of("EVAL", SHARE.text(), "1", KEY));
        words.addAll(RedisQuotaShares.arguments(claim));
        words.add(String.valueOf(now / 1_000));
        words.add(String.valueOf(now % 1_000 * 1_000));
        try {
            List<?> reply = (List<?>) Objects.requireNonNull(socket.ask(words.toArray(String[]::new)));
            return RedisQuotaShares.grant(List.copyOf(reply));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Claim claim(String member, double wants) {
        return claim(member, wants, 0, 0, false);
    }

    private Claim claim(String member, double wants, long throttles, long successes, boolean last) {
        Grant before = held.get(member);
        return new Claim(
                SERVICES,
                member,
                numbers.merge(member, 1L, Long::sum),
                20,
                50,
                wants,
                before == null ? 0 : before.perSecond(),
                before == null ? 0 : before.burst(),
                before == null ? 0 : before.least(),
                throttles,
                successes,
                last);
    }

    private Grant hold(String member, double wants) {
        Grant grant = ask(claim(member, wants));
        held.put(member, grant);
        return grant;
    }

    private Grant has(String member) {
        return Objects.requireNonNull(held.get(member));
    }

    private void pass(long millis) {
        now += millis;
    }

    /** Members claim in turn, each once a second. */
    private void settle(Map<String, Double> wants) {
        for (int second = 0; second < 6; second++) {
            wants.forEach(this::hold);
            pass(1_000);
        }
    }

    @Test
    void anEmptyStoreBeginsWithTheLeastAndThenGivesAll() {
        assertThat(hold("a", 60).perSecond()).isEqualTo(0.5);
        pass(1_400);
        assertThat(hold("a", 60).perSecond()).isEqualTo(0.5);
        pass(1_400);
        assertThat(hold("a", 60)).isEqualTo(new Grant(20, 50, 0, 0.5, 20, 1, Duration.ofMillis(2_500)));
    }

    @Test
    void whoWantsLittleGetsItAndTheOthersAnEvenPart() {
        settle(Map.of("poller", 3.0, "scan", 60.0, "other", 40.0, "idle", 0.0));

        assertThat(has("idle").perSecond()).isEqualTo(0.2);
        assertThat(has("poller").perSecond()).isEqualTo(3);
        assertThat(has("scan").perSecond()).isEqualTo(8.4);
        assertThat(has("other").perSecond()).isEqualTo(8.4);
        assertThat(held.values().stream().mapToInt(Grant::burst).sum()).isBetween(47, 50);
        assertThat(has("idle").burst()).isEqualTo(1);
        assertThat(has("scan").burst()).isEqualTo(20);
    }

    @Test
    void whatNobodyWantsIsSplitEvenly() {
        settle(Map.of("a", 2.0, "b", 8.0));

        assertThat(has("a").perSecond()).isEqualTo(7);
        assertThat(has("b").perSecond()).isEqualTo(13);
    }

    @Test
    void aShareGoesToAnotherOnlyOnceItsHolderHasHeardOfIt() {
        settle(Map.of("a", 60.0));
        assertThat(hold("b", 60).perSecond()).isZero();
        Claim unheard = claim("a", 60);
        assertThat(ask(unheard).perSecond()).isEqualTo(10);
        assertThat(hold("b", 60).perSecond()).as("the reply may be lost").isZero();
        assertThat(ask(claim("a", 60)).perSecond())
                .as("it still says that it has all")
                .isEqualTo(10);
        assertThat(hold("b", 60).perSecond()).isZero();
        held.put("a", new Grant(10, 25, 0, 0.3, 20, 2, Duration.ZERO));
        ask(claim("a", 60));
        assertThat(hold("b", 60).perSecond()).isEqualTo(10);
    }

    @Test
    void theSameClaimAgainChangesNothing() {
        settle(Map.of("a", 60.0));
        pass(10_000);
        Claim newcomer = claim("b", 60);
        Grant first = ask(newcomer);
        String stored = String.valueOf(server.ask("HGETALL", KEY));
        pass(50);

        assertThat(first.atOnce()).as("permits that nobody has used").isPositive();
        assertThat(ask(newcomer)).isEqualTo(first);
        assertThat(server.ask("HGETALL", KEY)).hasToString(stored);
    }

    @Test
    void aThrottleCountsOnceAndForAll() {
        settle(Map.of("a", 60.0, "b", 60.0));
        Claim throttled = claim("a", 60, 1, 0, false);
        assertThat(ask(throttled).sharedPerSecond()).isEqualTo(14);
        assertThat(ask(throttled).sharedPerSecond()).isEqualTo(14);
        assertThat(ask(claim("b", 60, 3, 0, false)).sharedPerSecond())
                .as("the same empty bucket")
                .isEqualTo(14);
        pass(2_000);
        assertThat(ask(claim("b", 60, 4, 0, false)).sharedPerSecond()).isEqualTo(9.8);
        assertThat(ask(claim("a", 60, 1, 10, false)).sharedPerSecond()).isEqualTo(10.8);
    }

    @Test
    void whoGivesBackLeavesAllToTheOthersAndWhoDiesTheLeastShareForTenMinutes() {
        settle(Map.of("a", 60.0, "b", 60.0, "c", 60.0));
        ask(claim("c", 0, 0, 0, true));
        settle(Map.of("a", 60.0, "b", 60.0));
        assertThat(has("a").perSecond() + has("b").perSecond()).isEqualTo(20);

        settle(Map.of("a", 60.0));
        assertThat(has("a").perSecond()).isEqualTo(20 - 1 / 3.0, offset(0.001));
        pass(600_000);
        settle(Map.of("a", 60.0));
        assertThat(has("a").perSecond()).isEqualTo(20);
    }

    @Test
    void aStoreThatHasForgottenGrantsNobodyMoreThanItHas() {
        settle(Map.of("a", 60.0, "b", 10.0, "c", 1.0));
        Map<String, Grant> before = Map.copyOf(held);
        server.ask("FLUSHALL");

        for (int second = 0; second < 2; second++) {
            for (String member : List.of("c", "b", "a")) {
                assertThat(hold(member, 60).perSecond())
                        .isLessThanOrEqualTo(Math.max(
                                0.5, Objects.requireNonNull(before.get(member)).perSecond()));
            }
            pass(1_000);
        }
        settle(Map.of("a", 60.0, "b", 60.0, "c", 60.0));
        assertThat(has("c").perSecond()).isEqualTo(20 / 3.0, offset(0.001));
    }

    @Test
    void aFailoverThatLostTheLatestClaimsIsNoticed() {
        settle(Map.of("a", 60.0, "b", 1.0));
        String member = "m:b";
        String old = String.valueOf(server.ask("HGET", KEY, member));
        settle(Map.of("a", 1.0, "b", 60.0));
        settle(Map.of("a", 1.0, "b", 60.0));
        server.ask("HSET", KEY, member, old);

        double holds = has("b").perSecond();
        assertThat(hold("b", 60).perSecond()).isLessThanOrEqualTo(holds);
        assertThat(hold("a", 60).perSecond())
                .as("until it is clear who has what")
                .isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {-86_400_000, -3_000, 86_400_000})
    void aClockThatJumpsTakesNothingFromAnyoneForLong(long jump) {
        settle(Map.of("a", 60.0, "b", 60.0));
        pass(jump);
        double first = hold("a", 60).perSecond();
        double second = hold("b", 60).perSecond();
        assertThat(first + second).isLessThanOrEqualTo(20);
        settle(Map.of("a", 60.0, "b", 60.0));
        assertThat(has("a").perSecond() + has("b").perSecond()).isEqualTo(20);
    }

    /** Members come, go, are silent and change their minds: Redis and memory say the same, and never more than there is. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void fourThousandStepsAreAsInMemory(long seed) {
        Random random = new Random(seed);
        Map<String, Long> until = new HashMap<>();
        Claim before = claim("m0", 1);
        for (int step = 0; step < 1_000; step++) {
            pass(random.nextInt(10) == 0 ? random.nextInt(5_000) : random.nextInt(200));
            pass(random.nextInt(100) == 0 ? random.nextInt(700_000) : 0);
            String member = "m" + random.nextInt(6);
            if (until.getOrDefault(member, 0L) <= now) {
                held.remove(member);
            }
            double wants = List.of(0.0, 0.2, 5.0, 20.0, 60.0).get(random.nextInt(5));
            boolean last = random.nextInt(40) == 0;
            if (last) {
                held.remove(member);
            }
            boolean again = random.nextInt(30) == 0;
            Claim claim = again ? before : claim(member, wants, step / 500, random.nextInt(step + 1), last);
            before = claim;

            Grant grant = ask(claim);

            assertThat(grant).as("step %d: %s", step, claim).isEqualTo(memory.answer(claim));
            if (!again && random.nextInt(10) > 0) { // else the answer is lost
                held.put(member, grant);
                until.put(member, now + 2_500);
            }
            double sum = 0;
            int burst = 0;
            for (Map.Entry<String, Grant> each : held.entrySet()) {
                if (until.getOrDefault(each.getKey(), 0L) > now) {
                    sum += each.getValue().perSecond();
                    burst += each.getValue().burst();
                }
            }
            assertThat(sum).as("step %d", step).isLessThanOrEqualTo(20.000_000_1);
            assertThat(burst).as("step %d", step).isLessThanOrEqualTo(50);
        }
    }
}
