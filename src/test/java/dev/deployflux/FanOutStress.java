package dev.deployflux;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Races between the pages of two services, the services themselves, and cancel. */
abstract class FanOutStress {

    @JCStressTest
    @Outcome(id = "4, 1, 0", expect = Expect.ACCEPTABLE, desc = "both pages, then the end")
    @State
    public static class ArrivalRacesArrival extends FanOutRace {
        {
            begin(ONE, OTHER);
            services().complete();
        }

        @Actor
        public void one() {
            answer(ONE);
        }

        @Actor
        public void other() {
            answer(OTHER);
        }

        @Arbiter
        public void outcome(III_Result result) {
            result.r1 = emitted();
            result.r2 = ends;
            result.r3 = errors;
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0, 2", expect = Expect.ACCEPTABLE, desc = "cancelled first: both calls aborted")
    @Outcome(
            id = "0, 2, 1",
            expect = Expect.ACCEPTABLE,
            desc = "in between: the rows discarded, the other call aborted")
    @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "between two rows")
    @Outcome(id = "2, 0, 1", expect = Expect.ACCEPTABLE, desc = "arrived first: only the other call aborted")
    @State
    public static class ArrivalRacesCancel extends FanOutRace {
        {
            begin(ONE, OTHER);
        }

        @Actor
        public void arrival() {
            answer(ONE);
        }

        @Actor
        public void cancel() {
            walk.cancel();
        }

        @Arbiter
        public void outcome(III_Result result) {
            result.r1 = emitted();
            result.r2 = discarded();
            result.r3 = (int) aborted();
        }
    }

    @JCStressTest
    @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "the failure first: the other call aborted")
    @Outcome(id = "2, 1, 0", expect = Expect.ACCEPTABLE, desc = "the page first")
    @Outcome(id = "0, 1, 0", expect = Expect.ACCEPTABLE, desc = "the page came, too late to be taken in")
    @State
    public static class FailureRacesArrival extends FanOutRace {
        {
            begin(ONE, OTHER);
        }

        @Override
        FanOutOptions options() {
            return FanOutOptions.builder().failFast().build();
        }

        @Actor
        public void failure() {
            fail(ONE);
        }

        @Actor
        public void arrival() {
            answer(OTHER);
        }

        @Arbiter
        public void outcome(III_Result result) {
            result.r1 = emitted();
            result.r2 = errors;
            result.r3 = (int) aborted();
        }
    }

    @JCStressTest
    @Outcome(id = "4, 1, 0", expect = Expect.ACCEPTABLE, desc = "the late service is listed too")
    @State
    public static class ServiceRacesArrival extends FanOutRace {
        {
            begin(ONE);
            answer(OTHER);
        }

        @Actor
        public void service() {
            services().next(OTHER);
            services().complete();
        }

        @Actor
        public void arrival() {
            answer(ONE);
        }

        @Arbiter
        public void outcome(III_Result result) {
            result.r1 = emitted();
            result.r2 = ends;
            result.r3 = errors;
        }
    }

    @JCStressTest
    @Outcome(id = "2, 1, 0", expect = Expect.ACCEPTABLE, desc = "one end")
    @State
    public static class EndOfServicesRacesArrival extends FanOutRace {
        {
            begin(ONE);
        }

        @Actor
        public void end() {
            services().complete();
        }

        @Actor
        public void arrival() {
            answer(ONE);
        }

        @Arbiter
        public void outcome(III_Result result) {
            result.r1 = emitted();
            result.r2 = ends;
            result.r3 = errors;
        }
    }
}
