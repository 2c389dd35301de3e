package dev.deployflux.watch;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Races between what a feed tells, what its subscriber asks for, cancel, and the end. */
abstract class FeedStress {

    @JCStressTest
    @Outcome(id = "1, 2, 0", expect = Expect.ACCEPTABLE, desc = "merged while it waited")
    @Outcome(id = "2, 2, 0", expect = Expect.ACCEPTABLE, desc = "one by one")
    @State
    public static class NewsRaceDemand extends FeedRace {
        {
            tellSeen();
        }

        @Actor
        public void news() {
            tellChanged();
        }

        @Actor
        public void demand() {
            subscription.request(2);
        }

        @Arbiter
        public void outcome(III_Result result) {
            result.r1 = events();
            result.r2 = changes();
            result.r3 = waitingOrDiscarded();
        }
    }

    @JCStressTest
    @Outcome(id = "0, 1, 0", expect = Expect.ACCEPTABLE, desc = "cancelled first: what waits is discarded")
    @Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "emitted first")
    @State
    public static class DemandRacesCancel extends FeedRace {
        {
            tellSeen();
        }

        @Actor
        public void demand() {
            subscription.request(1);
        }

        @Actor
        public void cancel() {
            subscription.cancel();
        }

        @Arbiter
        public void outcome(III_Result result) {
            result.r1 = events();
            result.r2 = waitingOrDiscarded();
            result.r3 = ends;
        }
    }

    @JCStressTest
    @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "the end first: what waits is discarded")
    @Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "emitted first")
    @State
    public static class DemandRacesEnd extends FeedRace {
        {
            tellSeen();
        }

        @Actor
        public void demand() {
            subscription.request(1);
        }

        @Actor
        public void end() {
            subscription.end(null);
        }

        @Arbiter
        public void outcome(III_Result result) {
            result.r1 = events();
            result.r2 = waitingOrDiscarded();
            result.r3 = ends;
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0, 1", expect = Expect.ACCEPTABLE, desc = "the end first")
    @Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "cancelled first: no end")
    @State
    public static class EndRacesCancel extends FeedRace {

        @Actor
        public void end() {
            subscription.end(null);
        }

        @Actor
        public void cancel() {
            subscription.cancel();
        }

        @Arbiter
        public void outcome(III_Result result) {
            result.r1 = events();
            result.r2 = waitingOrDiscarded();
            result.r3 = ends;
        }
    }
}
