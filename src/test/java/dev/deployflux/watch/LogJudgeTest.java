package dev.deployflux.watch;

import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.DeploymentEvent.Changed;
import dev.deployflux.watch.DeploymentEvent.Live;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.FeedStore.LogEntry;
import dev.deployflux.watch.LogJudge.Handled;
import dev.deployflux.watch.LogJudge.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The judge of logs finds each lie, and has nothing against the truth. */
class LogJudgeTest {

    private static final Reset RESET = new Reset("all");

    /** Two entries of the second term were lost, and others were written in their stead in the third. */
    private static final class Tale {
        final List<LogEntry> written = new ArrayList<>();
        final List<Told> told = new ArrayList<>();
        final List<Handled> handled = new ArrayList<>();

        Tale() {
            write("a-1", "0-0", new ServiceJoined(ref("web")));
            write("a-2", "a-1", seen("one", "PENDING"));
            write("b-1", "a-2", seen("two", "PENDING"));
            write("b-2", "b-1", changed("one", "PENDING", "IN_PROGRESS"));
            write("b-3", "b-2", changed("one", "IN_PROGRESS", "STOPPED"));
            write("c-1", "b-1", changed("one", "PENDING", "SUCCESSFUL"));
            write("c-2", "c-1", changed("two", "PENDING", "IN_PROGRESS"));
            write("c-3", "c-2", seen("three", "PENDING"));
            tell("0-0", "b-1", RESET);
            tell("a-1", "b-1", new ServiceJoined(ref("web")));
            tell("a-2", "b-1", snapshot("one", "PENDING"));
            tell("b-1", "b-1", snapshot("two", "PENDING"));
            tell("b-1", "b-1", new Live(1));
            tell("c-1", "c-1", changed("one", "PENDING", "SUCCESSFUL"));
            tell("c-2", "c-2", changed("two", "PENDING", "IN_PROGRESS"));
            tell("c-3", "c-3", seen("three", "PENDING"));
            for (Told each : told) {
                handled.add(new Handled(each.event(), each.end()));
            }
        }

        void write(String id, String previous, DeploymentEvent event) {
            written.add(new LogEntry(EventId.parse(id), EventId.parse(previous), FeedValue.of(event)));
        }

        void tell(String id, String end, DeploymentEvent event) {
            told.add(new Told(new FeedEntry(EventId.parse(id), event), EventId.parse(end)));
        }

        void replace(int index, String id, DeploymentEvent event) {
            told.set(
                    index,
                    new Told(
                            new FeedEntry(EventId.parse(id), event),
                            told.get(index).end()));
        }

        List<String> violations() {
            LogJudge judge = new LogJudge(written);
            judge.check("client", told);
            judge.checkConsumer(handled, EventId.parse("c-3"));
            return judge.violations();
        }
    }

    private static Seen seen(String arn, String status) {
        return new Seen(ref("web"), LogScript.row(ref("web"), arn, status, LogScript.NOW), Origin.LIVE, List.of(), 0);
    }

    private static Seen snapshot(String arn, String status) {
        return new Seen(ref("web"), seen(arn, status).deployment(), Origin.SNAPSHOT, List.of(), 0);
    }

    private static Changed changed(String arn, String from, String to) {
        return new Changed(
                ref("web"), seen(arn, from).deployment(), seen(arn, to).deployment(), List.of(), 0);
    }

    @SuppressWarnings("ImmutableEnumChecker") // the functions keep no state
    enum Lie {
        AN_ID_TWICE("USED_TWICE", tale -> tale.write("c-2", "c-1", seen("four", "PENDING"))),
        AN_OLDER_ID("DISORDERED", tale -> tale.write("b-4", "c-3", seen("four", "PENDING"))),
        TOLD_TWICE("DISORDERED", tale -> tale.told.add(6, tale.told.get(5))),
        ANOTHER_ORDER("DISORDERED", tale -> tale.told.add(5, tale.told.remove(6))),
        ONE_MISSING("GAP", tale -> tale.told.remove(6)),
        NO_RESET_BEHIND_A_LOSS("LOST", tale -> {
            tale.tell("b-2", "b-2", changed("one", "PENDING", "IN_PROGRESS"));
            tale.told.add(5, tale.told.remove(tale.told.size() - 1));
        }),
        NEVER_WRITTEN("INVENTED", tale -> tale.tell("c-4", "c-4", seen("four", "PENDING"))),
        OTHER_CONTENT("CHANGED", tale -> tale.replace(6, "c-2", changed("two", "PENDING", "STOPPED"))),
        SNAPSHOT_INCOMPLETE("PICTURE", tale -> tale.told.remove(1)),
        NO_BEGINNING("GAP", tale -> tale.told.subList(0, 2).clear()),
        CONSUMER_MISSED_ONE("consumer MISSED", tale -> tale.handled.remove(7)),
        CONSUMER_IN_ANOTHER_ORDER("consumer DISORDERED", tale -> tale.handled.add(6, tale.handled.remove(7)));

        private final String violation;
        private final Consumer<Tale> lie;

        Lie(String violation, Consumer<Tale> lie) {
            this.violation = violation;
            this.lie = lie;
        }
    }

    @Test
    void theTruthIsntDoubted() {
        assertThat(new Tale().violations()).isEmpty();
    }

    @Test
    void aConsumerMayBeHandedEventsAgain() {
        Tale tale = new Tale();
        tale.handled.addAll(7, tale.handled.subList(5, 7).stream().toList());

        assertThat(tale.violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void eachLieIsFound(Lie lie) {
        Tale tale = new Tale();
        lie.lie.accept(tale);

        assertThat(tale.violations()).anyMatch(each -> each.contains(lie.violation));
    }
}
