package dev.deployflux;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Races between rows, the end of a pause, the answer of a call, demand and cancel. */
abstract class DetailsStress {

    @JCStressTest
    @Outcome(id = "2, 1, 1", expect = Expect.ACCEPTABLE, desc = "the row first: one call")
    @Outcome(id = "2, 2, 1", expect = Expect.ACCEPTABLE, desc = "the pause first: a call for each row")
    @State
    public static class RowRacesPause extends DetailsRace {
        {
            walk.request(Long.MAX_VALUE);
            row(0);
        }

        @Actor
        public void row() {
            row(1);
            rows().complete();
        }

        @Actor
        public void pause() {
            ring();
        }

        @Arbiter
        public void outcome(III_Result result) {
            result.r1 = emitted();
            result.r2 = calls.get();
            result.r3 = ends;
        }
    }

    @JCStressTest
    @Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "both rows, then the end")
    @State
    public static class EndRacesAnswer extends DetailsRace {
        {
            holds = true;
            walk.request(1);
            row(0);
            holds = false;
            walk.request(1);
        }

        @Actor
        public void end() {
            row(1);
            rows().complete();
        }

        @Actor
        public void answerTheFirst() {
            answer();
        }

        @Arbiter
        public void outcome(II_Result result) {
            result.r1 = emitted();
            result.r2 = ends;
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the row was asked for, or discarded; it has no end")
    @State
    public static class CancelRacesRow extends DetailsRace {
        {
            walk.request(1);
        }

        @Actor
        public void row() {
            row(0);
        }

        @Actor
        public void cancel() {
            walk.cancel();
        }

        @Arbiter
        public void outcome(II_Result result) {
            result.r1 = accountedFor();
            result.r2 = ends;
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0, 1", expect = Expect.ACCEPTABLE, desc = "cancelled first: no call, the row discarded")
    @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "the pause first: the call is aborted")
    @State
    public static class CancelRacesPause extends DetailsRace {
        {
            holds = true;
            walk.request(2);
            row(0);
        }

        @Actor
        public void pause() {
            ring();
        }

        @Actor
        public void cancel() {
            walk.cancel();
        }

        @Arbiter
        public void outcome(III_Result result) {
            result.r1 = calls.get();
            result.r2 = isAborted() ? 1 : 0;
            result.r3 = accountedFor();
        }
    }

    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the row first: it was all that was asked for")
    @Outcome(
            id = "0, 0",
            expect = Expect.ACCEPTABLE,
            desc = "the demand first: the row waits for another, or for a pause")
    @State
    public static class DemandRacesRow extends DetailsRace {
        {
            walk.request(1);
        }

        @Actor
        public void row() {
            row(0);
        }

        @Actor
        public void demand() {
            walk.request(1);
        }

        @Arbiter
        public void outcome(II_Result result) {
            result.r1 = emitted();
            result.r2 = calls.get();
        }
    }
}
