package dev.deployflux.concurrent;

import java.util.Random;

/**
 * One thread leaves a turnstile in the moment in which another enters, half a million times; exits with 1 if both were
 * inside together even once. jcstress doesn't bring the two close enough.
 */
final class TurnstileRace {

    private static final int TURNSTILES = 1 << 14;
    private static final int ROUNDS = 30;
    private static final long SEED = 20261123;

    private final Turnstile[] turnstiles = new Turnstile[TURNSTILES];
    private final boolean[] stayed = new boolean[TURNSTILES];
    private final boolean[] entered = new boolean[TURNSTILES];
    private volatile int leaverAt = -1;
    private volatile int entrantAt = -1;

    private TurnstileRace() {
        for (int i = 0; i < TURNSTILES; i++) {
            turnstiles[i] = new Turnstile();
            turnstiles[i].enter();
        }
    }

    public static void main(String[] args) throws InterruptedException {
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            new TurnstileRace().run(random.nextInt(12), random.nextInt(12));
        }
    }

    private void run(int leaversDelay, int entrantsDelay) throws InterruptedException {
        Thread leaver = new Thread(() -> {
            for (int i = 0; i < TURNSTILES; i++) {
                leaverAt = i;
                while (entrantAt < i) {
                    Thread.onSpinWait();
                }
                spin(leaversDelay);
                stayed[i] = turnstiles[i].again();
            }
        });
        Thread entrant = new Thread(() -> {
            for (int i = 0; i < TURNSTILES; i++) {
                entrantAt = i;
                while (leaverAt < i) {
                    Thread.onSpinWait();
                }
                spin(entrantsDelay);
                entered[i] = turnstiles[i].enter();
            }
        });
        leaver.start();
        entrant.start();
        leaver.join();
        entrant.join();
        for (int i = 0; i < TURNSTILES; i++) {
            if (stayed[i] == entered[i]) {
                System.out.println(
                        "turnstile " + i + ": " + (entered[i] ? "both inside" : "the entrant was forgotten"));
                System.exit(1);
            }
        }
    }

    private static void spin(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }
}
