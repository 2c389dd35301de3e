package dev.deployflux.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DeploymentControllerType;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * A service of the simulated account, and its deployments. Safe for use by many threads: deployments may be added while
 * calls list them. The methods that add tell the ARNs, in the order of creation.
 */
public final class SimulatedService {

    private final SimulatedAccount account;
    private final SimulatedCluster cluster;
    private final String name;
    private final Instant createdAt;
    private final DeploymentIndex index;
    private final TaskSets taskSets = new TaskSets(this);
    private final Scalings scalings = new Scalings(this);
    private volatile DeploymentControllerType controller = DeploymentControllerType.ECS;
    private volatile @Nullable Instant deletedAt;

    SimulatedService(SimulatedAccount account, SimulatedCluster cluster, String name) {
        this.account = account;
        this.cluster = cluster;
        this.name = name;
        this.createdAt = now();
        this.index = new DeploymentIndex(account.settings().rowOrder());
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Its ARN, in the form that names the cluster. */
    public String arn() {
        return account.settings().arns().service(cluster.name(), name);
    }

    /** Its cluster. */
    public SimulatedCluster cluster() {
        return cluster;
    }

    /**
     * Has it deployed by AWS CodeDeploy: it has task sets, of which one is there at once, and never a service deployment.
     *
     * @return this service
     * @throws IllegalStateException if it has deployments already
     */
    public SimulatedService codeDeploy() {
        return deployedBy(DeploymentControllerType.CODE_DEPLOY);
    }

    /** As {@link #codeDeploy()}, by a controller that ECS doesn't know. */
    public SimulatedService external() {
        return deployedBy(DeploymentControllerType.EXTERNAL);
    }

    private synchronized SimulatedService deployedBy(DeploymentControllerType other) {
        requireAlive();
        if (index.newest() != null || taskSets.newest() != null) {
            throw new IllegalStateException("%s is deployed already: say before who does it".formatted(arn()));
        }
        controller = other;
        taskSets.begin(createdAt);
        return this;
    }

    /**
     * Begins a deployment of a service that ECS doesn't deploy itself, on the simulator's clock: a new task set, which is
     * steady after two fifths of the time and primary after half of it; from three quarters on the old one drains, and is
     * gone at the end.
     *
     * @param takes zero or more
     * @return the new set's id, such as {@code ecs-svc/1234567890123456789}
     * @throws IllegalStateException if the service is ECS's to deploy, or the deployment before isn't over
     */
    public synchronized String replaceTaskSet(Duration takes) {
        requireAlive();
        return taskSets.replace(now(), takes).id();
    }

    /**
     * Wants another number of tasks from now on, until a deployment brings its own. It is no deployment: the service's
     * counts and events tell of it, and nothing else does. It takes half a minute.
     *
     * @param tasks zero or more, and not the number that there is
     */
    public synchronized void scale(int tasks) {
        requireAlive();
        scalings.add(now(), tasks);
    }

    /**
     * Adds finished deployments, created ten minutes apart, the last of them ten minutes before now; closer when they
     * would not fit into the 90 days that ECS keeps. Of 100, 89 are SUCCESSFUL, five ROLLBACK_SUCCESSFUL, five STOPPED
     * and one ROLLBACK_FAILED, always in the same places.
     *
     * @param count not negative
     */
    public List<String> history(int count) {
        return history(count, DeploymentHistory.spacing(count));
    }

    /** As {@link #history(int)}, with your own time from one creation to the next, at least a millisecond. */
    public synchronized List<String> history(int count, Duration spacing) {
        requireOwnDeployments();
        DeploymentHistory history = new DeploymentHistory(count, spacing, now());
        List<String> arns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Instant created = history.createdAt(i);
            arns.add(put(newId(), created, created, null, Lifecycle.scripted(created, history.script(i)))
                    .arn());
        }
        return List.copyOf(arns);
    }

    /** Starts a deployment now, which then lives by the script on the simulator's clock, and tells its ARN. */
    public String deploy(DeploymentScript script) {
        return deploy(script, Duration.ZERO);
    }

    /**
     * As {@link #deploy(DeploymentScript)}, but until {@code listedAfter} from now on the clock no list and no description
     * knows the deployment: the API is eventually consistent. It is created now and lives meanwhile, and appears with its
     * true {@code createdAt}, perhaps behind newer ones. It can be stopped before it is listed.
     *
     * @param listedAfter zero or more
     */
    public synchronized String deploy(DeploymentScript script, Duration listedAfter) {
        if (listedAfter.isNegative()) {
            throw new IllegalArgumentException(
                    "A deployment is listed when it is created or later: give zero or more, not %s"
                            .formatted(listedAfter));
        }
        requireOwnDeployments();
        Instant now = now();
        DeploymentRow row = put(newId(), now, now.plus(listedAfter), null, Lifecycle.scripted(now, script));
        account.eventBridge().changed(this, row);
        return row.arn();
    }

    /**
     * Adds deployments just as they are described.
     *
     * @throws IllegalArgumentException if one has the id of another, or is created later than the clock's now
     */
    public synchronized List<String> add(SimulatedDeployment... deployments) {
        requireOwnDeployments();
        Instant now = now();
        List<String> arns = new ArrayList<>(deployments.length);
        for (SimulatedDeployment deployment : deployments) {
            Instant created = deployment.createdAt();
            if (created.isAfter(now)) {
                throw new IllegalArgumentException(
                        "createdAt %s is later than the clock's %s: advance the clock first, or start it later"
                                .formatted(created, now));
            }
            String id = deployment.id();
            arns.add(put(
                            id == null ? newId() : id,
                            created,
                            created,
                            deployment.targetServiceRevisionArn(),
                            Lifecycle.unchanging(deployment.state(), created))
                    .arn());
        }
        return List.copyOf(arns);
    }

    /** The ARNs of all its deployments, the oldest first. */
    public List<String> deploymentArns() {
        return index.oldestFirst().stream().map(DeploymentRow::arn).toList();
    }

    /**
     * The status that a deployment of this service has now.
     *
     * @throws IllegalArgumentException if the service has no deployment of that ARN
     */
    public ServiceDeploymentStatus status(String deploymentArn) {
        DeploymentRow row = index.get(deploymentArn);
        if (row == null) {
            throw new IllegalArgumentException("%s has no deployment %s".formatted(arn(), deploymentArn));
        }
        return row.stateAt(now()).status();
    }

    /** Deletes it, and its deployments with it. {@link SimulatedCluster#service} then makes a new one. */
    public synchronized void delete() {
        if (deletedAt == null) {
            deletedAt = now();
        }
        cluster.remove(this);
    }

    /** What became of its deployments, the oldest first. */
    List<TrueDeployment> truth() {
        Instant deleted = deletedAt;
        Instant until = deleted == null ? now() : deleted;
        return index.oldestFirst().stream()
                .map(row -> TrueDeployment.of(cluster.name(), name, row, until, Optional.ofNullable(deleted)))
                .toList();
    }

    SimulatedAccount account() {
        return account;
    }

    DeploymentControllerType controller() {
        return controller;
    }

    TaskSets taskSets() {
        return taskSets;
    }

    Scalings scalings() {
        return scalings;
    }

    @Nullable
    Instant deletedAt() {
        return deletedAt;
    }

    /** How messages of its events name it. */
    String eventName() {
        return "service " + name;
    }

    /** What runs the revision of that ARN, or the task set of that id. */
    String taskDefinition(String of) {
        return account.settings().arns().taskDefinition(name, of);
    }

    DeploymentIndex index() {
        return index;
    }

    /** No later than its first deployment, since a history may be older than the simulator. */
    Instant createdAt() {
        DeploymentRow oldest = index.oldest();
        return oldest == null || oldest.createdAt().isAfter(createdAt) ? createdAt : oldest.createdAt();
    }

    @Override
    public String toString() {
        return arn();
    }

    private DeploymentRow put(
            String id, Instant created, Instant listedFrom, @Nullable String revisionArn, Lifecycle life) {
        Arns arns = account.settings().arns();
        DeploymentRow newest = index.newest();
        DeploymentRow row = new DeploymentRow(
                new RowKey(created, arns.deployment(cluster.name(), name, id)),
                listedFrom,
                revisionArn == null
                        ? arns.revision(cluster.name(), name, account.ids().revisionId())
                        : revisionArn,
                newest == null ? null : newest.targetRevisionArn(),
                life);
        index.add(row);
        return row;
    }

    private String newId() {
        return account.ids().deploymentId();
    }

    private Instant now() {
        return account.settings().clock().instant();
    }

    private void requireOwnDeployments() {
        requireAlive();
        if (controller != DeploymentControllerType.ECS) {
            throw new IllegalStateException("%s has no service deployments, as %s deploys it: call replaceTaskSet(..)"
                    .formatted(arn(), controller));
        }
    }

    private void requireAlive() {
        if (deletedAt != null) {
            throw new IllegalStateException("%s was deleted: get a new one by cluster(\"%s\").service(\"%s\")"
                    .formatted(arn(), cluster.name(), name));
        }
    }
}
