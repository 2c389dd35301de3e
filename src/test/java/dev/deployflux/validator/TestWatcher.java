package dev.deployflux.validator;

import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.HasteEvents.DetectorFailing;
import dev.deployflux.watch.HasteEvents.DetectorRecovered;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.HasteEvents.HintsRecovered;
import dev.deployflux.watch.NotObserved;
import dev.deployflux.watch.Origin;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import dev.deployflux.watch.RolloutEvents.DetailsRecovered;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** A watcher that knows the truth of one service: what it reports is perfect, and then spoilt by tests. */
final class TestWatcher {

    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final ServiceRef service;
    private final TrueHistory truth;
    private final Instant since;
    private final Map<String, ServiceDeploymentBrief> known = new LinkedHashMap<>();
    private final Map<String, Set<ServiceDeploymentStatus>> told = new LinkedHashMap<>();
    private final List<DeploymentEvent> events = new ArrayList<>();
    private final TestDescriptions descriptions;
    private long passes;
    private int failures;
    private boolean detailsFail;
    private boolean detectorFails;
    private int hintsFailures;
    private @Nullable Instant lastGoodPass;

    TestWatcher(ServiceRef service, TrueHistory truth, Instant since) {
        this.service = service;
        this.truth = truth;
        this.since = since;
        this.descriptions = new TestDescriptions(service, events);
        events.add(new DeploymentEvent.ServiceJoined(service));
    }

    TestWatcher pass(Instant now) {
        if (failures > 0) {
            events.add(new DeploymentEvent.ServiceRecovered(service, failures, lastGoodPass));
        }
        for (TrueDeployment life : truth.deployments()) {
            if (life.service().equals(service) && !life.createdAt().isBefore(since)) {
                look(life, TestTruth.row(life, now), now);
            }
        }
        failures = 0;
        lastGoodPass = now;
        events.add(new DeploymentEvent.PassCompleted(service, ++passes, now, Duration.ofSeconds(1), 1, 0));
        return this;
    }

    /** Describes what is in flight. */
    TestWatcher describe(Instant now) {
        if (detailsFail) {
            events.add(new DetailsRecovered());
            detailsFail = false;
        }
        for (TrueDeployment life : truth.deployments()) {
            ServiceDeploymentBrief before = known.get(life.arn());
            ServiceDeploymentBrief row = TestTruth.row(life, now);
            if (before != null && row != null && !TrueDeployment.isTerminal(before.status())) {
                descriptions.end(life, before, now);
                look(life, row, now);
                if (!TrueDeployment.isTerminal(row.status())) {
                    descriptions.look(life, row, now);
                }
            }
        }
        return this;
    }

    TestWatcher failToDescribe() {
        if (!detailsFail) {
            events.add(new DetailsFailing(new IOException("down"), 1, PAUSE));
            detailsFail = true;
        }
        return this;
    }

    /** The detector fails, or works again. */
    TestWatcher turnDetector() {
        detectorFails = !detectorFails;
        events.add(detectorFails ? new DetectorFailing(new IOException("down"), 1, PAUSE) : new DetectorRecovered());
        return this;
    }

    TestWatcher failHints() {
        events.add(new HintsFailing(new IOException("down"), ++hintsFailures, PAUSE));
        return this;
    }

    /** Somebody gives a hint. */
    TestWatcher hint() {
        if (hintsFailures > 0) {
            events.add(new HintsRecovered(hintsFailures));
            hintsFailures = 0;
        }
        return this;
    }

    private void look(TrueDeployment life, @Nullable ServiceDeploymentBrief row, Instant now) {
        ServiceDeploymentBrief before = known.get(life.arn());
        if (row == null) {
            if (before != null && !TrueDeployment.isTerminal(before.status())) {
                descriptions.end(life, before, null);
                events.add(new DeploymentEvent.Removed(service, before, 0));
            }
            known.remove(life.arn());
        } else if (before == null) {
            Origin origin = passes == 0 ? Origin.SNAPSHOT : Origin.LIVE;
            events.add(new DeploymentEvent.Seen(service, row, origin, marks(life, row), 0));
            known.put(life.arn(), row);
        } else if (before.status() != row.status()) {
            if (TrueDeployment.isTerminal(row.status())) {
                descriptions.end(life, before, now);
            }
            events.add(new DeploymentEvent.Changed(service, before, row, marks(life, row), 0));
            known.put(life.arn(), row);
        }
    }

    private List<NotObserved> marks(TrueDeployment life, ServiceDeploymentBrief row) {
        Set<ServiceDeploymentStatus> those = told.computeIfAbsent(life.arn(), arn -> new HashSet<>());
        List<NotObserved> marks = new ArrayList<>();
        for (TrueDeployment.Step step : life.steps()) {
            if (step.status() == row.status()) {
                break;
            }
            boolean certain = step.status() == PENDING
                    || step.status() == IN_PROGRESS
                    || (step.status() == ROLLBACK_IN_PROGRESS && TrueDeployment.isTerminal(row.status()));
            if (certain && those.add(step.status())) {
                marks.add(new NotObserved(step.status(), step.status() == ROLLBACK_IN_PROGRESS ? null : step.since()));
            }
        }
        those.add(row.status());
        return marks;
    }

    TestWatcher fail() {
        events.add(
                new DeploymentEvent.ServiceFailing(service, new IOException("down"), ++failures, lastGoodPass, PAUSE));
        return this;
    }

    TestWatcher leave() {
        for (TrueDeployment life : truth.deployments()) {
            ServiceDeploymentBrief row = known.get(life.arn());
            if (row != null && !TrueDeployment.isTerminal(row.status())) {
                descriptions.end(life, row, null);
                events.add(new DeploymentEvent.Removed(service, row, 0));
            }
        }
        events.add(new DeploymentEvent.ServiceLeft(service));
        return this;
    }

    List<DeploymentEvent> events() {
        return new ArrayList<>(events);
    }
}
