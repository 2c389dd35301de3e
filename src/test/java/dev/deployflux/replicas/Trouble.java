package dev.deployflux.replicas;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What befalls replicas, their Redis, the proxy before them, and their clocks. Each is over when the method returns. */
enum Trouble {
    KILLED {
        @Override
        void befall(Scene scene, Random random) {
            ChildReplica victim = victim(scene, random);
            victim.kill();
            Pause.millis(random.nextInt(4_000));
            scene.replace(victim);
        }
    },
    ENDED_IN_ORDER {
        @Override
        void befall(Scene scene, Random random) {
            ChildReplica victim = victim(scene, random);
            victim.terminate();
            victim.awaitEnd();
            scene.replace(victim);
        }
    },
    STOPPED_PAST_THE_LEASE {
        @Override
        void befall(Scene scene, Random random) {
            stopped(scene, random, LEASE.toMillis() + 1_000 + random.nextInt(4_000));
        }
    },
    STOPPED_WITHIN_THE_LEASE {
        @Override
        void befall(Scene scene, Random random) {
            stopped(scene, random, 500 + random.nextInt(6_000));
        }
    },
    CONNECTIONS_CUT {
        @Override
        void befall(Scene scene, Random random) {
            for (int i = random.nextInt(3); i >= 0; i--) {
                scene.redis.cutAll();
                Pause.millis(random.nextInt(1_000));
            }
        }
    },
    REPLIES_LOST {
        @Override
        void befall(Scene scene, Random random) {
            for (int i = 0; i < 5; i++) {
                scene.redis.proxy(victim(scene, random).name()).loseReplyTo("EVALSHA");
                Pause.millis(random.nextInt(1_000));
            }
        }
    },
    CUT_OFF {
        @Override
        void befall(Scene scene, Random random) {
            String name = victim(scene, random).name();
            scene.redis.cutOff(name);
            Pause.millis(random.nextInt((int) LEASE.toMillis() + 5_000));
            scene.redis.mend(name);
        }
    },
    REDIS_STOPPED {
        @Override
        void befall(Scene scene, Random random) {
            scene.redis.primary().pause();
            Pause.millis(random.nextInt(5_000));
            scene.redis.primary().resume();
        }
    },
    WRITES_LOST {
        @Override
        void befall(Scene scene, Random random) {
            scene.redis.failOver(random.nextInt(2_500));
        }
    },
    ALL_FORGOTTEN {
        @Override
        void befall(Scene scene, Random random) {
            scene.redis.forget();
        }
    },
    PROXY_STOPPED {
        @Override
        void befall(Scene scene, Random random) {
            scene.proxy.stop();
            Pause.millis(random.nextInt(1_000));
            scene.proxy.start();
        }
    },
    PROXY_KILLED {
        @Override
        void befall(Scene scene, Random random) {
            scene.proxy.kill();
            scene.proxy.start();
        }
    },
    PROXY_RELOADED {
        @Override
        void befall(Scene scene, Random random) {
            scene.proxy.reload();
        }
    },
    CLOCK_SET_BY_SECONDS {
        @Override
        void befall(Scene scene, Random random) {
            clockSet(scene, random, Duration.ofSeconds(10));
        }
    },
    CLOCK_SET_BY_MINUTES {
        @Override
        void befall(Scene scene, Random random) {
            clockSet(scene, random, Duration.ofMinutes(3));
        }
    },
    CLOCK_SET_BY_A_QUARTER_OF_AN_HOUR {
        @Override
        void befall(Scene scene, Random random) {
            clockSet(scene, random, ClockSteps.FURTHEST);
        }
    };

    /** Those that go on beside the others: of the network before the replicas, and of their clocks. */
    static final Set<Trouble> BESIDE = EnumSet.range(PROXY_STOPPED, CLOCK_SET_BY_A_QUARTER_OF_AN_HOUR);

    /** Those of replicas and of what they share, of which there is one at a time. */
    static final Set<Trouble> OF_REPLICAS = EnumSet.complementOf(EnumSet.copyOf(BESIDE));

    static final Duration LEASE = Duration.ofSeconds(10);

    abstract void befall(Scene scene, Random random);

    /** More often than not the one that polls. */
    static ChildReplica victim(Scene scene, Random random) {
        List<ChildReplica> all = scene.replicas();
        return random.nextInt(3) > 0 ? scene.poller() : all.get(random.nextInt(all.size()));
    }

    static void clockSet(Scene scene, Random random, Duration by) {
        scene.clocks.step(victim(scene, random), random.nextBoolean() ? by : by.negated());
    }

    static void stopped(Scene scene, Random random, long millis) {
        ChildReplica victim = victim(scene, random);
        victim.stop();
        Pause.millis(millis);
        victim.wake();
    }
}
