package dev.deployflux.paging;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Every race between request, cancel and the arrival of a page, with the outcomes that are allowed. Each has two actors:
 * jcstress leaves out a test that has more of them than the machine has cores.
 */
abstract class PageWalkStress {

    @JCStressTest
    @Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "both rows, then the end")
    @State
    public static class RequestRacesArrival extends PageRace {
        {
            walk.request(1);
        }

        @Actor
        public void request() {
            walk.request(1);
        }

        @Actor
        public void arrival() {
            answer(0);
        }

        @Arbiter
        public void outcome(II_Result result) {
            result.r1 = emitted();
            result.r2 = ends;
        }
    }

    @JCStressTest
    @Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "both rows, then the end")
    @State
    public static class StartRacesArrival extends PageRace {
        @Actor
        public void request() {
            walk.request(Long.MAX_VALUE);
        }

        /** Before the call, while it is being subscribed to, or behind that. */
        @Actor
        public void arrival() {
            answer(0);
        }

        @Arbiter
        public void outcome(II_Result result) {
            result.r1 = emitted();
            result.r2 = ends;
        }
    }

    @JCStressTest
    @Outcome(id = "2, 2, 0", expect = Expect.ACCEPTABLE, desc = "both demands met by the one page that they need")
    @State
    public static class RequestRacesRequest extends PageRace {
        {
            lastPage = 2;
            answersAtOnce = true;
        }

        @Actor
        public void one() {
            walk.request(1);
        }

        @Actor
        public void other() {
            walk.request(1);
        }

        @Arbiter
        public void outcome(III_Result result) {
            result.r1 = emitted();
            result.r2 = calls.get() * 2;
            result.r3 = ends;
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "cancelled first: no call")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "requested first: the call is aborted")
    @State
    public static class CancelRacesRequest extends PageRace {
        @Actor
        public void request() {
            walk.request(1);
        }

        @Actor
        public void cancel() {
            walk.cancel();
        }

        @Arbiter
        public void outcome(II_Result result) {
            result.r1 = calls.get();
            result.r2 = calls.get() == 0 || !future(0).isCancelled() ? 0 : 1;
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "cancelled first: the call is aborted, there is no page")
    @Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "every row of the page was emitted or discarded")
    @State
    public static class CancelRacesArrival extends PageRace {
        {
            walk.request(1);
        }

        @Actor
        public void arrival() {
            answer(0);
        }

        @Actor
        public void cancel() {
            walk.cancel();
        }

        @Arbiter
        public void outcome(II_Result result) {
            result.r1 = emitted() + discarded.get();
            result.r2 = ends;
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "cancelled before the page")
    @Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "every row accounted for")
    @State
    public static class CancelRacesRequestAndArrival extends PageRace {
        {
            lastPage = 9;
            walk.request(1);
        }

        @Actor
        public void requestAndCancel() {
            walk.request(Long.MAX_VALUE);
            walk.cancel();
        }

        @Actor
        public void arrival() {
            answer(0);
        }

        @Arbiter
        public void outcome(II_Result result) {
            result.r1 = emitted() + discarded.get();
            result.r2 = calls.get() > 1 && !future(1).isCancelled() ? 1 : 0;
        }
    }

    @JCStressTest
    @Outcome(id = "4, 1", expect = Expect.ACCEPTABLE, desc = "all rows of both pages, then the end")
    @State
    public static class ArrivalRacesDelivery extends PageRace {
        {
            lastPage = 1;
            walk.request(Long.MAX_VALUE);
        }

        /** The call for the second page is made before the first row of this one is emitted. */
        @Actor
        public void delivery() {
            answer(0);
        }

        @Actor
        public void arrival() {
            answer(1);
        }

        @Arbiter
        public void outcome(II_Result result) {
            result.r1 = emitted();
            result.r2 = ends;
        }
    }

    @JCStressTest
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the error, once")
    @State
    public static class RequestRacesError extends PageRace {
        {
            walk.request(1);
        }

        @Actor
        public void request() {
            walk.request(1);
        }

        @Actor
        public void failure() {
            future(0).completeExceptionally(failure);
        }

        @Arbiter
        public void outcome(II_Result result) {
            result.r1 = emitted();
            result.r2 = errors;
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "cancelled first")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the error, once")
    @State
    public static class CancelRacesError extends PageRace {
        {
            walk.request(1);
        }

        @Actor
        public void cancel() {
            walk.cancel();
        }

        @Actor
        public void failure() {
            future(0).completeExceptionally(failure);
        }

        @Arbiter
        public void outcome(II_Result result) {
            result.r1 = emitted();
            result.r2 = errors;
        }
    }
}
