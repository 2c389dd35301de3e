package dev.deployflux.simulator;

import dev.deployflux.simulator.ServiceNews.Notice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** What ECS tells while a deployment of its own goes on. Nothing tells of PENDING, of a request to stop, or of a pause. */
final class DeploymentNews {

    private static final String IN_PROGRESS = "SERVICE_DEPLOYMENT_IN_PROGRESS";
    private static final String COMPLETED = "SERVICE_DEPLOYMENT_COMPLETED";
    private static final String FAILED = "SERVICE_DEPLOYMENT_FAILED";

    private final SimulatedService service;
    private final DeploymentRow row;
    private final String who;
    private final List<ServiceNews> news = new ArrayList<>();

    private DeploymentNews(SimulatedService service, DeploymentRow row) {
        this.service = service;
        this.row = row;
        this.who = service.eventName();
    }

    /** The oldest first. A deployment that is over keeps its news, so that they are found out once. */
    static List<ServiceNews> upTo(SimulatedService service, DeploymentRow row, Instant now) {
        List<ServiceNews> all = row.finalNews();
        if (all != null) {
            return all.get(all.size() - 1).at().isAfter(now)
                    ? all.stream().filter(each -> !each.at().isAfter(now)).toList()
                    : all;
        }
        List<Lifecycle.Moment> moments = row.passedBy(now);
        List<ServiceNews> told = of(service, row, moments);
        if (!told.isEmpty()
                && DeploymentState.isFinal(
                        moments.get(moments.size() - 1).state().status())) {
            row.keepFinalNews(told);
        }
        return told;
    }

    /** Of a life as far as the moments tell it, the oldest first. */
    static List<ServiceNews> of(SimulatedService service, DeploymentRow row, List<Lifecycle.Moment> moments) {
        DeploymentNews all = new DeploymentNews(service, row);
        ServiceDeploymentStatus status = null;
        for (Lifecycle.Moment moment : moments) {
            if (moment.state().status() != status) {
                status = moment.state().status();
                all.add(moment.state(), moment.since());
            }
        }
        return List.copyOf(all.news);
    }

    private void add(DeploymentState state, Instant at) {
        switch (state.status()) {
            case IN_PROGRESS -> {
                news.add(ServiceNews.started(at, who, EcsDeployments.tasks(state)));
                notice(at, "INFO", IN_PROGRESS, row.ecsSvcId(), EcsDeployments.inProgress(row.ecsSvcId()));
            }
            case SUCCESSFUL -> {
                if (row.sourceRevisionArn() != null) {
                    news.add(ServiceNews.draining(at, who, EcsDeployments.tasks(state)));
                    news.add(ServiceNews.stopped(at, who, EcsDeployments.tasks(state)));
                }
                completed(at, row.ecsSvcId());
            }
            case ROLLBACK_IN_PROGRESS -> {
                failed(at, row.ecsSvcId(), EcsDeployments.failed(state));
                String replaced = replaced(at);
                if (replaced != null) {
                    news.add(ServiceNews.message(at, who, "rolling back to (deployment %s).".formatted(replaced)));
                    notice(at, "INFO", IN_PROGRESS, replaced, EcsDeployments.rollingBackTo(replaced));
                }
            }
            case ROLLBACK_SUCCESSFUL -> {
                String replaced = replaced(at);
                if (replaced != null) {
                    completed(at, replaced);
                }
            }
            case ROLLBACK_FAILED -> {
                String replaced = replaced(at);
                failed(at, replaced == null ? row.ecsSvcId() : replaced, EcsDeployments.failed(state));
            }
            case STOPPED -> // whether EventBridge hears of it isn't documented
                news.add(failure(at, row.ecsSvcId(), EcsDeployments.failed(state), null));
            default -> {}
        }
    }

    private void completed(Instant at, String id) {
        news.add(new ServiceNews(
                at,
                "(%s) (deployment %s) deployment completed.".formatted(who, id),
                Notice.of("INFO", COMPLETED, id, EcsDeployments.completed(id))));
        news.add(ServiceNews.steady(at, who));
    }

    private void failed(Instant at, String id, String reason) {
        news.add(failure(at, id, reason, Notice.of("ERROR", FAILED, id, reason)));
    }

    private ServiceNews failure(Instant at, String id, String reason, @Nullable Notice notice) {
        return new ServiceNews(at, "(%s) (deployment %s) deployment failed: %s".formatted(who, id, reason), notice);
    }

    private void notice(Instant at, String eventType, String eventName, String id, String reason) {
        news.add(new ServiceNews(at, null, Notice.of(eventType, eventName, id, reason)));
    }

    private @Nullable String replaced(Instant at) {
        DeploymentRow replaced = service.index().replaced(row, at);
        return replaced == null ? null : replaced.ecsSvcId();
    }
}
