package dev.deployflux.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.deployflux.ScanProgress;
import dev.deployflux.ServiceRef;
import java.time.Duration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ScanTallyTest {

    private static final Offset<Double> ROUNDING = within(1e-9);

    private final ScanTally tally = new ScanTally();
    private final ServiceScan web = tally.found(ServiceRef.parse("prod/web"));
    private final ServiceScan api = tally.found(ServiceRef.parse("prod/api"));
    private final ServiceScan mail = tally.found(ServiceRef.parse("prod/mail"));
    private final ServiceScan stock = tally.found(ServiceRef.parse("prod/stock"));

    @Test
    void nothingIsDoneWhereNothingIsKnown() {
        assertThat(new ScanTally().share()).isZero();
    }

    @Test
    void scansUnderWayCountByTheirShare() {
        web.progressed(new ScanProgress(3, 300, 0.3));
        api.progressed(new ScanProgress(1, 100, 0.5));

        assertThat(tally.share()).isCloseTo(0.2, ROUNDING);
        assertThat(tally.over()).isZero();
    }

    @Test
    void completedAndFailedScansCountAsWhole() {
        web.progressed(new ScanProgress(3, 300, 0.2));
        api.progressed(new ScanProgress(1, 100, 0.5));
        api.failed(new IllegalStateException());
        mail.completed();

        assertThat(tally.share()).isCloseTo(0.55, ROUNDING);
        assertThat(tally.over()).isEqualTo(2);
    }

    @Test
    void theShareFallsWhenMoreServicesBecomeKnown() {
        web.completed();
        tally.found(ServiceRef.parse("prod/cart"));

        assertThat(tally.share()).isCloseTo(0.2, ROUNDING);
    }

    @Test
    void aLineIsAsWideAsTheTerminal() {
        web.progressed(new ScanProgress(30, 3_000, 0.4));
        api.completed();
        mail.completed();

        assertThat(ScanBar.line(tally, Duration.ofSeconds(65), 79))
                .hasSize(79)
                .matches("\\[=+ +]  60%  2/4\\+ services  3,000 rows  30 pages  1:05 *");
        assertThat(ScanBar.line(tally, Duration.ofSeconds(65), 60)).hasSize(60).startsWith(" 60%  2/4+");
    }

    @Test
    void theBarIsFullWhenAllAreOver() {
        web.completed();
        api.completed();
        mail.completed();
        stock.completed();
        tally.foundAll();

        assertThat(ScanBar.line(tally, Duration.ZERO, 79)).hasSize(79).matches("\\[=+] 100%  4/4 services .*");
    }
}
