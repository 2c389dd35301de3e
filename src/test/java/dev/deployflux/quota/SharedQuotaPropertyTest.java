package dev.deployflux.quota;

import static dev.deployflux.quota.ApiBucket.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.quota.SharedAccount.Caller;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** However processes come, go, stop past their leases, are cut off and change their minds: none is turned away by ECS's bucket. */
class SharedQuotaPropertyTest {

    @Property(tries = 300)
    void allTogetherNeverMakeMoreCallsThanOneMay(
            @ForAll @IntRange(min = 10, max = 60) int burst,
            @ForAll @IntRange(min = 1, max = 50) int perSecond,
            @ForAll @IntRange(min = 2, max = 6) int most,
            @ForAll long seed) {
        SharedAccount account = new SharedAccount(burst, perSecond, seed);
        Random random = new Random(seed);
        for (int step = 0; step < 60; step++) {
            if (account.processes.size() < most && random.nextInt(3) == 0) {
                change(account.start(), random);
            }
            if (!account.processes.isEmpty()) {
                disturb(account, account.processes.get(random.nextInt(account.processes.size())), random);
            }
            account.pass(Duration.ofMillis(random.nextInt(4_000)));
            assertThat(account.store.held(SERVICES)).isLessThanOrEqualTo(perSecond);
        }
        // Left alone, all is as it should be.
        account.processes.forEach(process -> {
            process.cutOff = false;
            process.resume();
            process.callers(0);
        });
        account.pass(Duration.ofMinutes(5));

        assertThat(account.processes)
                .allSatisfy(process ->
                        assertThat(process.quota.state(SERVICES).waiting()).isZero());
        assertThat(account.time.timers()).as("timers left behind").isZero();
        assertThat(account.store.held(SERVICES)).as("kept for the killed").isLessThanOrEqualTo(perSecond / 20.0);
    }

    private static void disturb(SharedAccount account, Caller process, Random random) {
        switch (random.nextInt(8)) {
            case 0 -> {
                if (account.processes.size() > 1 && random.nextInt(4) == 0) {
                    process.kill();
                }
            }
            case 1 -> {
                process.pause();
                account.time.schedule(process::resume, random.nextInt(8_000), TimeUnit.MILLISECONDS);
            }
            case 2 -> {
                // Whom the store doesn't know has nothing kept for it.
                if (process.holdsAShare() && !process.paused && process.callers > 0) {
                    process.pause = () -> 0;
                    process.cutOff = true;
                }
            }
            case 3 -> process.cutOff = false;
            default -> {
                if (!process.cutOff && !process.paused) {
                    change(process, random);
                }
            }
        }
    }

    private static void change(Caller process, Random random) {
        int pause = List.of(0, 0, 100, 5_000).get(random.nextInt(4));
        process.pause = () -> pause == 0 ? 0 : TimeUnit.MILLISECONDS.toNanos(random.nextInt(pause));
        process.callers(List.of(0, 1, 3, 30).get(random.nextInt(4)));
    }

    @Property(tries = 100)
    void whoIsBusyGetsWhatTheOthersLeaveAndTwoOfThemTheSame(
            @ForAll @IntRange(min = 20, max = 60) int burst,
            @ForAll @IntRange(min = 5, max = 50) int perSecond,
            @ForAll long seed) {
        SharedAccount account = new SharedAccount(burst, perSecond, seed);
        Caller one = account.start();
        Caller two = account.start();
        Caller seldom = account.start();
        seldom.pause = () -> TimeUnit.SECONDS.toNanos(2);
        seldom.callers(1);
        one.callers(20);
        two.callers(20);
        account.pass(Duration.ofSeconds(20));
        int ones = one.arrivals;
        int twos = two.arrivals;
        int seldoms = seldom.arrivals;

        account.pass(Duration.ofSeconds(60));

        int all = perSecond * 60;
        // Every two seconds, and each waits for the next claim at most.
        assertThat(seldom.arrivals - seldoms).isGreaterThanOrEqualTo(60 / (2 + 1));
        assertThat(one.arrivals - ones + two.arrivals - twos + seldom.arrivals - seldoms)
                .isBetween(all * 95 / 100 - 15, all + burst);
        assertThat(one.arrivals - ones).isBetween((two.arrivals - twos) * 9 / 10, (two.arrivals - twos) * 10 / 9);
    }
}
