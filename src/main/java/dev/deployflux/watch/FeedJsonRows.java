package dev.deployflux.watch;

import dev.deployflux.watch.FeedRow.DeploymentMemory;
import dev.deployflux.watch.FeedRow.LookupNote;
import dev.deployflux.watch.FeedRow.OfDeployment;
import dev.deployflux.watch.FeedRow.OfService;
import dev.deployflux.watch.FeedRow.OfWatch;
import dev.deployflux.watch.FeedRow.PassNote;
import dev.deployflux.watch.FeedRow.ServiceMemory;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;

/** What is kept beside the log. */
final class FeedJsonRows {

    static final List<FeedJsonKind<?>> KINDS = List.of(
            new FeedJsonKind<>(
                    "ofDeployment",
                    OfDeployment.class,
                    (row, out) -> out.text("asOf", row.asOf())
                            .text("service", row.service())
                            .part("word", row.word(), FeedJsonRows::entry)
                            .list("statuses", row.statuses(), FeedJsonRows::entry)
                            .list("rollout", row.rollout(), FeedJsonRows::entry)
                            .part("memory", row.memory(), FeedJsonRows::ofDeployment),
                    in -> new OfDeployment(
                            in.id("asOf"),
                            in.service(),
                            in.partIfTold("word", FeedJsonRows::entry),
                            in.list("statuses", FeedJsonRows::entry),
                            in.list("rollout", FeedJsonRows::entry),
                            in.partIfTold("memory", FeedJsonRows::ofDeployment))),
            new FeedJsonKind<>(
                    "ofService",
                    OfService.class,
                    (row, out) -> out.text("asOf", row.asOf())
                            .text("service", row.service())
                            .list("words", row.words(), FeedJsonRows::entry)
                            .flag("isPassNumbered", row.isPassNumbered())
                            .part("memory", row.memory(), FeedJsonRows::ofService),
                    in -> new OfService(
                            in.id("asOf"),
                            in.service(),
                            in.list("words", FeedJsonRows::entry),
                            in.flag("isPassNumbered"),
                            in.partIfTold("memory", FeedJsonRows::ofService))),
            new FeedJsonKind<>(
                    "ofWatch",
                    OfWatch.class,
                    (row, out) -> out.text("asOf", row.asOf())
                            .list("words", row.words(), FeedJsonRows::entry)
                            .part("lookup", row.lookup(), FeedJsonRows::lookup),
                    in -> new OfWatch(
                            in.id("asOf"),
                            in.list("words", FeedJsonRows::entry),
                            in.partIfTold("lookup", FeedJsonRows::lookup))),
            new FeedJsonKind<>(
                    "passNote",
                    PassNote.class,
                    (note, out) -> out.text("asOf", note.asOf()).part("pass", note.pass(), FeedJsonEvents::pass),
                    in -> new PassNote(in.id("asOf"), in.part("pass", FeedJsonEvents::pass))),
            new FeedJsonKind<>("lookupNote", LookupNote.class, FeedJsonRows::lookup, FeedJsonRows::lookup));

    private FeedJsonRows() {}

    private static void entry(FeedEntry entry, FeedJsonOut out) {
        out.text("id", entry.id());
        FeedJsonFormat.writeKind(entry.event(), out);
    }

    private static FeedEntry entry(FeedJsonIn in) {
        if (FeedJsonFormat.readKind(in) instanceof DeploymentEvent event) {
            return new FeedEntry(in.id("id"), event);
        }
        throw new IllegalArgumentException("there is a row where an event should be");
    }

    private static void lookup(LookupNote note, FeedJsonOut out) {
        out.text("asOf", note.asOf())
                .text("startedAt", note.startedAt())
                .text("windowEnd", note.windowEnd())
                .number("excluded", note.excluded());
    }

    private static LookupNote lookup(FeedJsonIn in) {
        return new LookupNote(in.id("asOf"), in.instant("startedAt"), in.instant("windowEnd"), in.integer("excluded"));
    }

    private static void ofService(ServiceMemory memory, FeedJsonOut out) {
        out.text("floor", memory.floor())
                .text("newest", memory.newest())
                .flag("aside", memory.aside())
                .text("straggler", memory.straggler())
                .number("passes", memory.passes())
                .number("failures", memory.failures())
                .text("lastGoodPass", memory.lastGoodPass());
    }

    private static ServiceMemory ofService(FeedJsonIn in) {
        return new ServiceMemory(
                in.instant("floor"),
                in.instant("newest"),
                in.flag("aside"),
                in.instantIfTold("straggler"),
                in.number("passes"),
                in.integer("failures"),
                in.instantIfTold("lastGoodPass"));
    }

    private static void ofDeployment(DeploymentMemory memory, FeedJsonOut out) {
        out.brief("row", memory.row())
                .texts("told", memory.told())
                .part("rollout", memory.rollout(), FeedJsonRollouts::memory);
    }

    private static DeploymentMemory ofDeployment(FeedJsonIn in) {
        return new DeploymentMemory(
                in.brief("row"),
                Collections.unmodifiableSet(new LinkedHashSet<>(in.texts("told"))),
                in.partIfTold("rollout", FeedJsonRollouts::memory));
    }
}
