package dev.deployflux.watch;

import java.time.Duration;
import java.util.Random;

/** What is done to processes, to their ways to the store and to the store, a second at a time, by a seed. */
final class SeededHarm {

    /** Until a lease that the store has lost is known to be. */
    private static final int UNSURE = 12;

    private final SeededReplicas scene;
    private final Random random;
    private int unsure;

    SeededHarm(SeededReplicas scene, Random random) {
        this.scene = scene;
        this.random = random;
    }

    /** Whether the store may have given a lease to another, and the one who had it doesn't know yet. */
    boolean isUnsure() {
        return unsure > 0;
    }

    void harm(int second) {
        for (int i = 0; i < scene.processes.size(); i++) {
            SeededProcess process = scene.processes.get(i);
            if (process.isOver() && random.nextInt(15) == 0) {
                scene.processes.set(i, scene.start());
            } else if (!process.isRunning() && !process.isOver() && random.nextInt(15) == 0) {
                fault(second, "wake " + process.name);
                process.wake(random.nextBoolean());
            }
        }
        if (random.nextInt(5) == 0) {
            scene.processes.forEach(process -> {
                if (random.nextInt(4) == 0) {
                    process.link.mend();
                }
            });
        }
        unsure--;
        if (random.nextInt(20) != 0) {
            return;
        }
        SeededProcess process = scene.processes.get(random.nextInt(scene.processes.size()));
        switch (random.nextInt(12)) {
            case 0, 1 -> {
                if (!process.isOver()) {
                    fault(second, "kill " + process.name);
                    process.kill();
                }
            }
            case 2 -> {
                if (process.isRunning()) {
                    fault(second, "end " + process.name);
                    process.end();
                }
            }
            case 3, 4 -> {
                if (process.isRunning()) {
                    fault(second, "stop " + process.name);
                    process.stop();
                }
            }
            case 5 -> {
                if (random.nextInt(4) == 0) {
                    fault(second, "all end");
                    scene.processes.stream().filter(SeededProcess::isRunning).forEach(SeededProcess::end);
                }
            }
            case 6 -> process.link.slow = Duration.ofMillis(random.nextInt(3_000));
            case 7, 8 -> {
                if (scene.cuts) {
                    fault(second, "cut " + process.name);
                    process.link.cut();
                }
            }
            case 9 -> {
                if (scene.cuts) {
                    fault(second, "replies lost " + process.name);
                    process.link.losing = 0.3;
                }
            }
            default -> {
                if (scene.loses) {
                    lose(second);
                }
            }
        }
    }

    private void lose(int second) {
        unsure = UNSURE;
        boolean leases = random.nextBoolean();
        if (random.nextInt(3) == 0) {
            fault(second, "wiped" + (leases ? " with leases" : ""));
            scene.server.wipe(leases);
        } else {
            int writes = 1 + random.nextInt(10);
            fault(second, "lost " + writes + (leases ? " with leases" : ""));
            scene.server.loseLast(writes, leases);
        }
    }

    private void fault(int second, String what) {
        scene.faults.add(second + " " + what);
    }
}
