package dev.deployflux.watch;

import dev.deployflux.watch.HasteEvents.DetectorFailing;
import dev.deployflux.watch.HasteEvents.DetectorRecovered;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.HasteEvents.HintsRecovered;
import java.util.List;

/** The events of the detector and of the hints. */
final class FeedJsonHaste {

    static final List<FeedJsonKind<?>> KINDS = List.of(
            new FeedJsonKind<>(
                    "detectorFailing",
                    DetectorFailing.class,
                    (event, out) -> out.part("error", event.error(), FeedJsonErrors::write)
                            .number("services", event.services())
                            .text("retryIn", event.retryIn()),
                    in -> new DetectorFailing(
                            in.part("error", FeedJsonErrors::read), in.integer("services"), in.duration("retryIn"))),
            new FeedJsonKind<>(
                    "detectorRecovered", DetectorRecovered.class, (event, out) -> {}, in -> new DetectorRecovered()),
            new FeedJsonKind<>(
                    "hintsFailing",
                    HintsFailing.class,
                    (event, out) -> out.part("error", event.error(), FeedJsonErrors::write)
                            .number("failures", event.failures())
                            .text("retryIn", event.retryIn()),
                    in -> new HintsFailing(
                            in.part("error", FeedJsonErrors::read), in.integer("failures"), in.duration("retryIn"))),
            new FeedJsonKind<>(
                    "hintsRecovered",
                    HintsRecovered.class,
                    (event, out) -> out.number("failures", event.failures()),
                    in -> new HintsRecovered(in.integer("failures"))));

    private FeedJsonHaste() {}
}
