package dev.deployflux.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.replicas.Ledger.Handed;
import dev.deployflux.replicas.Tale.Told;
import dev.deployflux.soak.Tally;
import dev.deployflux.validator.TrueDeployment;
import dev.deployflux.validator.TrueHistory;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentEvent.Changed;
import dev.deployflux.watch.DeploymentEvent.Live;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.EventId;
import dev.deployflux.watch.EventText;
import dev.deployflux.watch.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** Whoever judges several replicas sees what is wrong, and blames nobody who is right. */
class JudgesTest {

    private static final ServiceRef WEB = new ServiceRef("prod", "web");
    private static final Instant BEGIN = Instant.parse("2026-01-15T12:00:00Z");
    private static final Duration SLACK = Duration.ofSeconds(30);
    private static final String ARN = "arn:aws:ecs:eu-central-1:123456789012:service-deployment/prod/web/1";

    /** Two terms: a-1, a-2, a-3, b-1. */
    private static final TrueLog LOG = TrueLog.ofRedis(
            List.of(List.of(entry("10-1", "0-0"), entry("10-2"), entry("10-3"), entry("11-1", "10-3"))));

    private static final TrueDeployment DEPLOYMENT = new TrueDeployment(
            WEB,
            ARN,
            BEGIN,
            BEGIN,
            List.of(
                    new TrueDeployment.Step(ServiceDeploymentStatus.IN_PROGRESS, BEGIN.plusSeconds(1)),
                    new TrueDeployment.Step(ServiceDeploymentStatus.SUCCESSFUL, BEGIN.plusSeconds(2))),
            null);

    private static final DeploymentEvent JOINED = new ServiceJoined(WEB);
    private static final DeploymentEvent SEEN =
            new Seen(WEB, row(ServiceDeploymentStatus.PENDING), Origin.LIVE, List.of(), 0);
    private static final DeploymentEvent BEGUN =
            changed(ServiceDeploymentStatus.PENDING, ServiceDeploymentStatus.IN_PROGRESS);
    private static final DeploymentEvent OVER =
            changed(ServiceDeploymentStatus.IN_PROGRESS, ServiceDeploymentStatus.SUCCESSFUL);

    private final Tally tally = new Tally();
    private final TaleJudge judge =
            new TaleJudge(LOG, TrueHistory.of(List.of(DEPLOYMENT)), List.of(WEB), new ClockSteps(), SLACK, tally);

    private static List<Object> entry(String id, String... previous) {
        List<Object> fields = new ArrayList<>(List.of("v", "{}"));
        if (previous.length > 0) {
            fields.addAll(List.of("p", previous[0]));
        }
        return List.of(id, fields);
    }

    private static ServiceDeploymentBrief row(ServiceDeploymentStatus status) {
        return ServiceDeploymentBrief.builder()
                .serviceDeploymentArn(ARN)
                .createdAt(BEGIN)
                .startedAt(status == ServiceDeploymentStatus.PENDING ? null : BEGIN.plusSeconds(1))
                .status(status)
                .build();
    }

    private static DeploymentEvent changed(ServiceDeploymentStatus from, ServiceDeploymentStatus to) {
        return new Changed(WEB, row(from), row(to), List.of(), 0);
    }

    private static Told told(String id, DeploymentEvent event) {
        String text = Tale.NOTICES.contains(event.getClass()) ? "-" : EventText.write(event);
        return new Told(EventId.parse(id), event.getClass().getSimpleName(), text, BEGIN.plusSeconds(3));
    }

    private static final Told RESET = told("0-0", new Reset("because"));

    private static List<Told> truth() {
        return new ArrayList<>(List.of(
                RESET,
                told("a-1", JOINED),
                told("a-1", new Live(1)),
                told("a-2", SEEN),
                told("a-3", BEGUN),
                told("b-1", OVER)));
    }

    private void judge(List<Told> all) {
        Tale tale = new Tale("client");
        all.forEach(tale::add);
        judge.judge(tale, BEGIN.plusSeconds(100));
    }

    private void assertBlamed(String why) {
        assertThat(tally.isClean()).isFalse();
        assertThat(tally.toString()).contains("VIOLATION: " + why);
    }

    @Test
    void theTruthIsRight() {
        LOG.judge(tally);
        judge(truth());
        judge(truth());
        new LedgerJudge(judge.ids(), new Standstills(), tally)
                .judge(
                        truth().stream()
                                .map(each -> new Handed("a1", 0, each.kind(), each.text()))
                                .toList(),
                        List.of(DEPLOYMENT));

        assertThat(tally.toString()).contains(" 0 violations");
    }

    @Test
    void whatComesTwiceIsBlamed() {
        List<Told> all = truth();
        all.add(3, told("a-1", JOINED));
        judge(all);
        assertBlamed("client got a-1 ServiceJoined behind a-1");
    }

    @Test
    void whatIsLeftOutIsBlamed() {
        List<Told> all = truth();
        all.remove(4);
        judge(all);
        assertBlamed("client got b-1 Changed behind a-2, though the log has others between");
    }

    @Test
    void whoGoesOnBehindALostEventIsBlamed() {
        List<Told> all = truth();
        all.add(5, told("a-4", JOINED));
        judge(all);
        assertBlamed("client got b-1 Changed behind a-4");
    }

    @Test
    void whoIsResetBehindALostEventIsRight() {
        List<Told> all = truth().subList(0, 5);
        all.add(told("a-4", OVER));
        all.addAll(List.of(RESET, told("a-1", JOINED), told("b-1", snapshot()), told("b-1", new Live(1))));
        judge(all);
        assertThat(tally.toString()).contains(" 0 violations");
    }

    private static DeploymentEvent snapshot() {
        return new Seen(WEB, row(ServiceDeploymentStatus.SUCCESSFUL), Origin.SNAPSHOT, List.of(), 0);
    }

    @Test
    void anIdWithOtherContentIsBlamed() {
        judge(truth());
        List<Told> all = truth();
        all.set(3, told("a-2", JOINED));
        judge(all);
        assertBlamed("client got under a-2");
    }

    @Test
    void anEndThatIsNeverToldIsBlamed() {
        judge(truth().subList(0, 5));
        assertBlamed("client: COMPLETE is broken of " + ARN);
    }

    @Test
    void aLogWithAGapIsBlamed() {
        TrueLog.ofRedis(List.of(List.of(entry("10-1"), entry("10-3")))).judge(tally);
        assertBlamed("in the log");
    }

    @Test
    void aTermThatFollowsAnotherThanItSaysIsBlamed() {
        TrueLog.ofRedis(List.of(List.of(entry("10-1"), entry("11-1", "10-2")))).judge(tally);
        assertBlamed("in the log");
    }

    @Test
    void aConsumerThatGoesBackIsBlamed() {
        judge(truth());
        new LedgerJudge(judge.ids(), new Standstills(), tally)
                .judge(List.of(handed(SEEN), handed(OVER), handed(BEGUN)), List.of(DEPLOYMENT));
        assertBlamed("the consumer got a-3 for the first time behind b-1");
    }

    @Test
    void aConsumerThatBeginsAgainIsRight() {
        judge(truth());
        new LedgerJudge(judge.ids(), new Standstills(), tally)
                .judge(
                        List.of(handed(SEEN), handed(BEGUN), handed(SEEN), handed(BEGUN), handed(OVER)),
                        List.of(DEPLOYMENT));
        assertThat(tally.isClean()).isTrue();
        assertThat(tally.counted("events that the consumer got again")).isEqualTo(2);
    }

    private void hands(DeploymentEvent... events) {
        judge(truth());
        new LedgerJudge(judge.ids(), new Standstills(), tally)
                .judge(Stream.of(events).map(JudgesTest::handed).toList(), List.of(DEPLOYMENT));
    }

    @Test
    void whoGoesBackIntoItsSnapshotIsRight() {
        hands(new Reset("because"), OVER, new Live(1), SEEN, BEGUN);
        assertThat(tally.isClean()).isTrue();
    }

    @Test
    void whoGoesBackBehindItsSnapshotIsBlamed() {
        hands(new Reset("because"), SEEN, new Live(1), OVER, BEGUN);
        assertBlamed("the consumer got a-3 for the first time behind b-1");
    }

    @Test
    void aFirstLookHasNoPlaceAsItIsToldAgainWhenAllWasForgotten() {
        List<Told> all = truth();
        all.set(5, told("b-1", snapshot()));
        judge(all);
        new LedgerJudge(judge.ids(), new Standstills(), tally)
                .judge(List.of(handed(snapshot()), handed(JOINED), handed(SEEN), handed(BEGUN)), List.of(DEPLOYMENT));
        assertThat(tally.toString()).doesNotContain("VIOLATION: the consumer got");
    }

    @Test
    void aConsumerThatMissesAnEndIsBlamed() {
        new LedgerJudge(judge.ids(), new Standstills(), tally).judge(List.of(handed(SEEN)), List.of(DEPLOYMENT));
        assertBlamed("the consumer never got that " + ARN + " is SUCCESSFUL");
    }

    private static Handed handed(DeploymentEvent event) {
        return handed("a1", 0, event);
    }

    private static Handed handed(String replica, int second, DeploymentEvent event) {
        String text = Tale.NOTICES.contains(event.getClass()) ? "-" : EventText.write(event);
        return new Handed(
                replica, Duration.ofSeconds(second).toNanos(), event.getClass().getSimpleName(), text);
    }

    /** One replica hands on until that second, though another has begun anew at the second second. */
    private void handsOnUntil(int second) {
        judge(truth());
        new LedgerJudge(judge.ids(), new Standstills(), tally)
                .judge(
                        List.of(
                                handed("a1", 1, SEEN),
                                handed("b1", 2, new Reset("because")),
                                handed("b1", 3, OVER),
                                handed("a1", second, BEGUN)),
                        List.of(DEPLOYMENT));
    }

    @Test
    void whoHasLostTheLeaseMayGoOnForAsLongAsItLasts() {
        handsOnUntil(12);

        assertThat(tally.isClean()).isTrue();
    }

    @Test
    void whoGoesOnLongAfterTheLeaseIsBlamed() {
        handsOnUntil(13);

        assertBlamed("a1 handed a-3 to the consumer PT11S after another had begun anew");
    }

    @Test
    void whoTakesOverAndGoesBackIsBlamed() {
        judge(truth());
        new LedgerJudge(judge.ids(), new Standstills(), tally)
                .judge(List.of(handed("a1", 1, OVER), handed("b1", 2, BEGUN)), List.of(DEPLOYMENT));
        assertBlamed("the consumer got a-3 for the first time behind b-1");
    }
}
