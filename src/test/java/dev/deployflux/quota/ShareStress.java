package dev.deployflux.quota;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;

/** The races between a share that is granted and those who wait for it, with the outcomes that are allowed. */
abstract class ShareStress {

    private static final QuotaShares.Grant ONE = new QuotaShares.Grant(1, 1, 1, 0, 1, 1, Duration.ofSeconds(100));

    /** The first has called, and the claim is under way. */
    abstract static class ClaimRace extends PermitRace {
        final Sinks.One<QuotaShares.Grant> grant;
        final Disposable first;

        private ClaimRace(Sinks.One<QuotaShares.Grant> grant) {
            super(claim -> grant.asMono());
            this.grant = grant;
            this.first = first();
            runTask();
        }

        ClaimRace() {
            this(Sinks.one());
        }

        void grant() {
            grant.tryEmitValue(ONE);
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first to come is served, and only it")
    @State
    public static class GrantRacesArrival extends ClaimRace {

        @Actor
        public void answer() {
            grant();
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
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "started, and then cancelled")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "cancelled first: the permit stays")
    @State
    public static class GrantRacesCancel extends ClaimRace {

        @Actor
        public void answer() {
            grant();
            runTask();
        }

        @Actor
        public void cancel() {
            first.dispose();
        }

        @Arbiter
        public void outcome(II_Result result) {
            runTask();
            result.r1 = firstStarts.get();
            result.r2 = bucket.state().available();
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "given up first: the answer is of no use")
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "answered first")
    @State
    public static class GrantRacesTheNextClaim extends ClaimRace {

        public GrantRacesTheNextClaim() {
            secondPasses();
        }

        @Actor
        public void answer() {
            grant();
        }

        @Actor
        public void claimAgain() {
            ring();
        }

        @Arbiter
        public void outcome(II_Result result) {
            result.r1 = (int) bucket.state().permittedPerSecond();
            result.r2 = secondStarts.get();
        }
    }
}
