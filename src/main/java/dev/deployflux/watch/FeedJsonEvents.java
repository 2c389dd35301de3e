package dev.deployflux.watch;

import dev.deployflux.watch.DeploymentEvent.CaughtUp;
import dev.deployflux.watch.DeploymentEvent.Changed;
import dev.deployflux.watch.DeploymentEvent.FellBehind;
import dev.deployflux.watch.DeploymentEvent.Live;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.DeploymentEvent.LookupRecovered;
import dev.deployflux.watch.DeploymentEvent.Missed;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Removed;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.DeploymentEvent.ServiceRecovered;
import dev.deployflux.watch.FeedEvents.StoreFailing;
import dev.deployflux.watch.FeedEvents.StoreRecovered;
import java.util.List;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** The events that listings bring. */
final class FeedJsonEvents {

    static final List<FeedJsonKind<?>> KINDS = List.of(
            new FeedJsonKind<>(
                    "seen",
                    Seen.class,
                    (event, out) -> out.text("service", event.service())
                            .brief("deployment", event.deployment())
                            .text("origin", event.origin().name())
                            .list("notObserved", event.notObserved(), FeedJsonEvents::notObserved)
                            .number("merged", event.merged()),
                    in -> new Seen(
                            in.service(),
                            in.brief("deployment"),
                            Origin.valueOf(in.text("origin")),
                            in.list("notObserved", FeedJsonEvents::notObserved),
                            in.integer("merged"))),
            new FeedJsonKind<>(
                    "changed",
                    Changed.class,
                    (event, out) -> out.text("service", event.service())
                            .brief("deployment", event.deployment())
                            .brief("from", event.from())
                            .list("notObserved", event.notObserved(), FeedJsonEvents::notObserved)
                            .number("merged", event.merged()),
                    in -> new Changed(
                            in.service(),
                            in.brief("from"),
                            in.brief("deployment"),
                            in.list("notObserved", FeedJsonEvents::notObserved),
                            in.integer("merged"))),
            new FeedJsonKind<>(
                    "removed",
                    Removed.class,
                    (event, out) -> out.text("service", event.service())
                            .brief("deployment", event.deployment())
                            .number("merged", event.merged()),
                    in -> new Removed(in.service(), in.brief("deployment"), in.integer("merged"))),
            new FeedJsonKind<>("pass", PassCompleted.class, FeedJsonEvents::pass, FeedJsonEvents::pass),
            new FeedJsonKind<>(
                    "joined",
                    ServiceJoined.class,
                    (event, out) -> out.text("service", event.service()),
                    in -> new ServiceJoined(in.service())),
            new FeedJsonKind<>(
                    "left",
                    ServiceLeft.class,
                    (event, out) -> out.text("service", event.service()),
                    in -> new ServiceLeft(in.service())),
            new FeedJsonKind<>(
                    "failing",
                    ServiceFailing.class,
                    (event, out) -> out.text("service", event.service())
                            .part("error", event.error(), FeedJsonErrors::write)
                            .number("failures", event.failures())
                            .text("lastGoodPass", event.lastGoodPass())
                            .text("retryIn", event.retryIn()),
                    in -> new ServiceFailing(
                            in.service(),
                            in.part("error", FeedJsonErrors::read),
                            in.integer("failures"),
                            in.instantIfTold("lastGoodPass"),
                            in.duration("retryIn"))),
            new FeedJsonKind<>(
                    "recovered",
                    ServiceRecovered.class,
                    (event, out) -> out.text("service", event.service())
                            .number("failures", event.failures())
                            .text("lastGoodPass", event.lastGoodPass()),
                    in -> new ServiceRecovered(in.service(), in.integer("failures"), in.instantIfTold("lastGoodPass"))),
            new FeedJsonKind<>(
                    "lookupFailing",
                    LookupFailing.class,
                    (event, out) -> out.part("error", event.error(), FeedJsonErrors::write)
                            .number("failures", event.failures())
                            .text("retryIn", event.retryIn())
                            .list("clusters", event.clusters(), FeedJsonEvents::cluster),
                    in -> new LookupFailing(
                            in.part("error", FeedJsonErrors::read),
                            in.integer("failures"),
                            in.duration("retryIn"),
                            in.list("clusters", FeedJsonEvents::cluster))),
            new FeedJsonKind<>(
                    "lookupRecovered",
                    LookupRecovered.class,
                    (event, out) -> out.number("failures", event.failures()),
                    in -> new LookupRecovered(in.integer("failures"))),
            new FeedJsonKind<>(
                    "behind",
                    FellBehind.class,
                    (event, out) -> out.text("wanted", event.wanted())
                            .text("achieved", event.achieved())
                            .number("services", event.services()),
                    in -> new FellBehind(in.duration("wanted"), in.duration("achieved"), in.integer("services"))),
            new FeedJsonKind<>(
                    "caughtUp",
                    CaughtUp.class,
                    (event, out) -> out.number("services", event.services()),
                    in -> new CaughtUp(in.integer("services"))),
            new FeedJsonKind<>(
                    "storeFailing",
                    StoreFailing.class,
                    (event, out) -> out.part("error", event.error(), FeedJsonErrors::write)
                            .text("retryIn", event.retryIn()),
                    in -> new StoreFailing(in.part("error", FeedJsonErrors::read), in.duration("retryIn"))),
            new FeedJsonKind<>("storeRecovered", StoreRecovered.class, (event, out) -> {}, in -> new StoreRecovered()),
            new FeedJsonKind<>(
                    "missed",
                    Missed.class,
                    (event, out) -> out.number("deployments", event.deployments()),
                    in -> new Missed(in.number("deployments"))),
            new FeedJsonKind<>(
                    "reset",
                    Reset.class,
                    (event, out) -> out.text("reason", event.reason()),
                    in -> new Reset(in.text("reason"))),
            new FeedJsonKind<>(
                    "live",
                    Live.class,
                    (event, out) -> out.number("services", event.services()),
                    in -> new Live(in.integer("services"))));

    private FeedJsonEvents() {}

    static void pass(PassCompleted event, FeedJsonOut out) {
        out.text("service", event.service())
                .number("pass", event.pass())
                .text("startedAt", event.startedAt())
                .text("took", event.took())
                .number("calls", event.calls())
                .number("inFlight", event.inFlight())
                .text("windowEnd", event.windowEnd());
    }

    static PassCompleted pass(FeedJsonIn in) {
        return new PassCompleted(
                in.service(),
                in.number("pass"),
                in.instant("startedAt"),
                in.duration("took"),
                in.integer("calls"),
                in.integer("inFlight"),
                in.instant("windowEnd"));
    }

    private static void notObserved(NotObserved status, FeedJsonOut out) {
        out.text("status", status.status().name()).text("at", status.at());
    }

    private static NotObserved notObserved(FeedJsonIn in) {
        return new NotObserved(ServiceDeploymentStatus.fromValue(in.text("status")), in.instantIfTold("at"));
    }

    private static void cluster(LookupFailing.Cluster cluster, FeedJsonOut out) {
        out.text("name", cluster.name())
                .part("error", cluster.error(), FeedJsonErrors::write)
                .number("failures", cluster.failures());
    }

    private static LookupFailing.Cluster cluster(FeedJsonIn in) {
        return new LookupFailing.Cluster(
                in.text("name"), in.part("error", FeedJsonErrors::read), in.integer("failures"));
    }
}
