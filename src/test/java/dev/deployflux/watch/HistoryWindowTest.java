package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.DeploymentEvent.Changed;
import dev.deployflux.watch.DeploymentEvent.Removed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What the next pass asks for. */
class HistoryWindowTest extends HistoryScene {

    @Test
    void theNextPassAsksForWhatTheOverlapBehindTheNewestLeavesOpen() {
        assertThat(history.window().after()).isEqualTo(minute(-60).minusMillis(1));

        listed(0, row("a", -30, "SUCCESSFUL"), row("b", -20, "SUCCESSFUL"));

        assertThat(history.window().after()).isEqualTo(minute(-25).minusMillis(1));
        assertThat(history.window().straggler()).isNull();
    }

    @Test
    void theNextPassAsksForTheOldestDeploymentInFlight() {
        listed(0, row("a", -50, "IN_PROGRESS"), row("b", -20, "SUCCESSFUL"));
        assertThat(history.window().after()).isEqualTo(minute(-50).minusMillis(1));

        listed(1, row("a", -50, "SUCCESSFUL"), row("b", -20, "SUCCESSFUL"));
        assertThat(history.window().after()).isEqualTo(minute(-25).minusMillis(1));
    }

    @Test
    void aTimeInTheFutureDoesNotMoveTheWindowOverWhatIsYetToCome() {
        listed(0, row("a", 600, "SUCCESSFUL"));

        assertThat(history.window().after()).isEqualTo(minute(-5).minusMillis(1));
        assertThat(listed(2, row("b", 1, "PENDING"), row("a", 600, "SUCCESSFUL")))
                .hasSize(1);
    }

    /** It may be on the second page, and the first may be of before its creation. */
    @Test
    void aDeploymentCreatedDuringAPassMovesTheWindowAsFarAsThePassAllows() {
        history.listed(List.of(row("a", 1, "SUCCESSFUL")), minute(60), 0, Duration.ofMinutes(2));

        assertThat(history.window().after()).isEqualTo(minute(-6).minusMillis(1));
    }

    @Test
    void oneStragglerIsAskedForAsideIfAllBehindItWouldTakeSeveralPages() {
        List<ServiceDeploymentBrief> rows = new ArrayList<>();
        rows.add(row("stuck", -59, "IN_PROGRESS"));
        rows.add(row("stuck too", -58, "IN_PROGRESS"));
        IntStream.range(0, 100).forEach(i -> rows.add(row("r" + i, -20, "SUCCESSFUL")));

        listed(history, 0, rows);
        ServiceHistory.Window first = history.window();
        listed(1, row("stuck", -59, "IN_PROGRESS"), row("next", 0, "PENDING"));
        ServiceHistory.Window second = history.window();

        assertThat(first.after()).isEqualTo(minute(-25).minusMillis(1));
        assertThat(first.straggler())
                .isEqualTo(new ServiceHistory.Span(
                        minute(-59).minusMillis(1), minute(-59).plusMillis(1)));
        assertThat(second.straggler())
                .as("they take turns")
                .isEqualTo(new ServiceHistory.Span(
                        minute(-58).minusMillis(1), minute(-58).plusMillis(1)));

        assertThat(listed(2, row("stuck too", -58, "SUCCESSFUL"), row("neighbour", -58, "SUCCESSFUL")))
                .as("a neighbour of the straggler had been forgotten")
                .singleElement()
                .isInstanceOf(Changed.class);
        listed(3, row("stuck", -59, "STOPPED"), row("next", 0, "PENDING"));
        assertThat(history.window().straggler()).isNull();
    }

    /** Otherwise the last of many would wait for the first ones again whenever one of them ends. */
    @Test
    void theirTurnGoesOnBehindOneThatEndsOrGoes() {
        List<ServiceDeploymentBrief> rows = new ArrayList<>();
        IntStream.range(0, 5).forEach(i -> rows.add(row("stuck" + i, -50 + i, "IN_PROGRESS")));
        IntStream.range(0, 100).forEach(i -> rows.add(row("r" + i, -20, "SUCCESSFUL")));
        listed(history, 0, rows);

        assertThat(askedForAside()).isEqualTo(minute(-50));
        listed(1, row("stuck0", -50, "IN_PROGRESS"));
        assertThat(askedForAside()).isEqualTo(minute(-49));
        listed(2, row("stuck1", -49, "STOPPED"));
        assertThat(askedForAside()).isEqualTo(minute(-48));
        listed(3); // stuck2 may have gone: it stays until it has been missing for the overlap
        assertThat(askedForAside()).isEqualTo(minute(-47));
        listed(4, row("stuck3", -47, "IN_PROGRESS"));
        assertThat(askedForAside()).isEqualTo(minute(-46));
        listed(5, row("stuck4", -46, "STOPPED"));
        assertThat(askedForAside()).isEqualTo(minute(-50));
        listed(6, row("stuck0", -50, "SUCCESSFUL"));
        assertThat(askedForAside()).isEqualTo(minute(-48));
        assertThat(listed(8)).singleElement().isInstanceOf(Removed.class);
        assertThat(askedForAside()).as("behind the one that is gone").isEqualTo(minute(-47));
    }

    private @Nullable Instant askedForAside() {
        ServiceHistory.Span span = history.window().straggler();
        return span == null ? null : span.after().plusMillis(1);
    }
}
