package dev.deployflux.replicas;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What befalls replicas and their Redis. Each is over when the method returns. */
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
    };

    static final Duration LEASE = Duration.ofSeconds(10);

    abstract void befall(Scene scene, Random random);

    /** More often than not the one that polls. */
    static ChildReplica victim(Scene scene, Random random) {
        List<ChildReplica> all = scene.replicas();
        return random.nextInt(3) > 0 ? scene.poller() : all.get(random.nextInt(all.size()));
    }

    static void stopped(Scene scene, Random random, long millis) {
        ChildReplica victim = victim(scene, random);
        victim.stop();
        Pause.millis(millis);
        victim.wake();
    }
}
