package dev.deployflux.quota;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import reactor.core.Disposable;

/** The races for a permit, with the outcomes that are allowed: who of two starts, and what is left. */
abstract class PermitStress {

    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "started first")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "cancelled first: the next has the permit")
    @State
    public static class CancelRacesStart extends PermitRace {
        private final Disposable first;

        public CancelRacesStart() {
            super(1);
            takeAll();
            first = first();
            second();
            secondPasses();
            ring();
        }

        @Actor
        public void cancel() {
            first.dispose();
        }

        @Actor
        public void startOnScheduler() {
            runTask();
        }

        @Arbiter
        public void outcome(II_Result result) {
            runTask();
            runTask();
            result.r1 = firstStarts.get();
            result.r2 = secondStarts.get();
        }
    }

    @JCStressTest
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the next has the permit")
    @State
    public static class CancelRacesGrant extends PermitRace {
        private final Disposable first;

        public CancelRacesGrant() {
            super(1);
            takeAll();
            first = first();
            second();
            secondPasses();
        }

        @Actor
        public void cancel() {
            first.dispose();
        }

        @Actor
        public void grant() {
            ring();
        }

        @Arbiter
        public void outcome(II_Result result) {
            runTask();
            runTask();
            result.r1 = firstStarts.get();
            result.r2 = secondStarts.get();
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first to come is served")
    @State
    public static class ArrivalRacesGrant extends PermitRace {

        public ArrivalRacesGrant() {
            super(1);
            takeAll();
            first();
            secondPasses();
        }

        @Actor
        public void arrive() {
            second();
        }

        @Actor
        public void grant() {
            ring();
        }

        @Arbiter
        public void outcome(II_Result result) {
            runTask();
            runTask();
            result.r1 = firstStarts.get();
            result.r2 = secondStarts.get();
        }
    }

    @JCStressTest
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the permit that came back is used")
    @State
    public static class ArrivalRacesReturn extends PermitRace {
        private final Disposable first;

        public ArrivalRacesReturn() {
            super(1);
            takeAll();
            first = first();
            secondPasses();
            ring();
        }

        @Actor
        public void cancel() {
            first.dispose();
        }

        @Actor
        public void arrive() {
            second();
        }

        @Arbiter
        public void outcome(II_Result result) {
            runTask();
            runTask();
            result.r1 = firstStarts.get();
            result.r2 = secondStarts.get();
        }
    }

    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "one starts, one waits")
    @State
    public static class ArrivalRacesArrival extends PermitRace {

        public ArrivalRacesArrival() {
            super(1);
        }

        @Actor
        public void one() {
            first();
        }

        @Actor
        public void other() {
            second();
        }

        @Arbiter
        public void outcome(II_Result result) {
            runTask(); // who found the other at the bucket starts there
            result.r1 = firstStarts.get() + secondStarts.get();
            result.r2 = bucket.state().waiting();
        }
    }

    @JCStressTest
    @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "charged once")
    @State
    public static class EndRacesCancel extends PermitRace {
        private final Disposable first;

        public EndRacesCancel() {
            super(2);
            first = first();
        }

        @Actor
        public void end() {
            answer.tryEmitValue("answer");
        }

        @Actor
        public void cancel() {
            first.dispose();
        }

        @Arbiter
        public void outcome(II_Result result) {
            result.r1 = bucket.state().available();
            secondPasses();
            result.r2 = bucket.state().available();
        }
    }

    @JCStressTest
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "waits for the second that follows the end")
    @State
    public static class EndRacesArrival extends PermitRace {

        public EndRacesArrival() {
            super(1);
            first();
            secondPasses();
        }

        @Actor
        public void end() {
            answer.tryEmitValue("answer");
        }

        @Actor
        public void arrive() {
            second();
        }

        @Arbiter
        public void outcome(II_Result result) {
            int before = secondStarts.get();
            secondPasses();
            ring();
            runTask();
            result.r1 = before;
            result.r2 = secondStarts.get();
        }
    }
}
