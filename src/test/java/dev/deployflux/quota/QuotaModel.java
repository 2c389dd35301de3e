package dev.deployflux.quota;

import java.util.ArrayList;
import java.util.List;

/**
 * What a quota has to do, told as simply as can be: calls in a list, each in a state, and everything looked at again
 * after each step.
 */
final class QuotaModel {

    enum Phase {
        WAITING,
        GRANTED,
        RUNNING,
        OVER
    }

    static final class Call {
        private Phase phase = Phase.WAITING;
        private int drops;
        private boolean startsLater;

        Phase phase() {
            return phase;
        }
    }

    /** A permit: a billionth comes in a nanosecond at one a second, and a thousandth of that at the least speed. */
    private static final long PERMIT = 1_000_000_000L * 1_000;

    private final int burst;
    private final int perSecond;
    private final List<Call> calls = new ArrayList<>();
    private long level;
    private int speed = 1_000;
    private int drops;

    QuotaModel(int burst, int perSecond) {
        this.burst = burst;
        this.perSecond = perSecond;
        this.level = burst * PERMIT;
    }

    Call subscribe() {
        Call call = new Call();
        calls.add(call);
        grant();
        if (call.phase == Phase.GRANTED) {
            call.phase = Phase.RUNNING;
        } else {
            call.startsLater = true;
        }
        return call;
    }

    /** The calls that the scheduler has yet to start, in order of their grants. */
    void runScheduled() {
        for (Call call : calls) {
            if (call.phase == Phase.GRANTED && call.startsLater) {
                call.phase = Phase.RUNNING;
            }
        }
    }

    void cancel(Call call) {
        if (call.phase == Phase.RUNNING) {
            charge(1);
        }
        call.phase = Phase.OVER;
        grant();
    }

    void answer(Call call) {
        call.phase = Phase.OVER;
        charge(1);
        if (call.drops == drops) {
            speed = Math.min(1_000, speed + 5);
        }
        grant();
    }

    void fail(Call call, boolean throttled, int attempts) {
        call.phase = Phase.OVER;
        charge(attempts);
        if (throttled && call.drops == drops) {
            speed = Math.max(50, speed * 7 / 10);
            level = Math.min(level, 0);
            drops++;
        }
        grant();
    }

    /** Time that brings nobody a permit before its end, if {@link #nanosToNext()} was obeyed. */
    void pass(long nanos) {
        level = Math.min(burst * PERMIT, level + nanos * perSecond * speed);
        grant();
    }

    /** When time would bring the first of those who wait a permit, or never. */
    long nanosToNext() {
        if (count(Phase.WAITING) == 0 || inUse() >= burst) {
            return Long.MAX_VALUE;
        }
        long missing = (inUse() + 1) * PERMIT - level;
        long perNano = (long) perSecond * speed;
        return (missing + perNano - 1) / perNano;
    }

    int count(Phase phase) {
        return (int) calls.stream().filter(call -> call.phase == phase).count();
    }

    QuotaState state() {
        int available = (int) Math.max(0, Math.floorDiv(level, PERMIT) - inUse());
        return new QuotaState(perSecond * speed / 1_000.0, available, count(Phase.WAITING));
    }

    private void charge(int attempts) {
        level = Math.max(level - attempts * PERMIT, -Math.max(1, perSecond) * PERMIT);
    }

    private int inUse() {
        return count(Phase.GRANTED) + count(Phase.RUNNING);
    }

    private void grant() {
        for (Call call : calls) {
            if (call.phase == Phase.WAITING && Math.floorDiv(level, PERMIT) - inUse() >= 1) {
                call.phase = Phase.GRANTED;
                call.drops = drops;
            }
        }
    }
}
