package dev.deployflux;

import static dev.deployflux.concurrent.Arguments.require;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names one Amazon ECS service: its cluster and itself, both by name.
 *
 * <p>ARNs are accepted and their names kept, so that two references to one service are equal however they were written.
 * Region and account of an ARN aren't kept, since they are the client's: a reference read from the ARN of another
 * region names the service of that name in the client's region. No call is made, so a service of that name need not
 * exist.
 *
 * <pre>{@code
 * new ServiceRef("prod", "web");
 * new ServiceRef("prod", "arn:aws:ecs:eu-central-1:123456789012:service/web");
 * ServiceRef.parse("prod/web");
 * ServiceRef.parse("arn:aws:ecs:eu-central-1:123456789012:service/prod/web");
 * }</pre>
 *
 * @param cluster the name of the cluster, never blank and never an ARN
 * @param service the name of the service, never blank and never an ARN
 * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html#ecs-resource-ids">
 *     Amazon Resource Names (ARNs) and IDs in the Amazon ECS Developer Guide</a>
 */
public record ServiceRef(String cluster, String service) {

    /** The cluster of a request that names none. */
    private static final String DEFAULT_CLUSTER = "default";

    private static final String OWNER = "(?<owner>arn:[^:/\\s]+:ecs:[^:/\\s]+:[^:/\\s]+:)";
    private static final Pattern CLUSTER_ARN = Pattern.compile(OWNER + "cluster/(?<cluster>[^:/\\s]+)");

    /** The old format leaves the cluster out. */
    private static final Pattern SERVICE_ARN =
            Pattern.compile(OWNER + "service/((?<cluster>[^:/\\s]+)/)?(?<service>[^:/\\s]+)");

    /**
     * A reference to a service of a cluster.
     *
     * @param cluster the name or ARN of the cluster
     * @param service the name of the service, or its ARN in the new format, {@code ...:service/prod/web}, or in the old
     *     one, {@code ...:service/web}
     * @throws IllegalArgumentException if either is blank, is the ARN of something else, or is a name with a
     *     {@code '/'}, a {@code ':'} or white space, or if the ARN of the service is one of another cluster
     * @throws NullPointerException that names the argument which is {@code null}
     */
    public ServiceRef {
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(service, "service");
        Matcher clusterArn = isArn(cluster) ? arn(CLUSTER_ARN, cluster, "cluster", "cluster/prod") : null;
        Matcher serviceArn = isArn(service) ? serviceArn(service) : null;
        String clusterName = name("cluster", clusterArn == null ? cluster : clusterArn.group("cluster"));
        if (serviceArn != null) {
            String itsCluster = serviceArn.group("cluster");
            require(
                    (itsCluster == null || itsCluster.equals(clusterName))
                            && (clusterArn == null || clusterArn.group("owner").equals(serviceArn.group("owner"))),
                    "service is \"" + service + "\", which isn't in the cluster \"" + cluster
                            + "\": write the cluster of that service, or the service's name for the one of that name"
                            + " in this cluster");
        }
        cluster = clusterName;
        service = name("service", serviceArn == null ? service : serviceArn.group("service"));
    }

    /**
     * Reads a reference from text.
     *
     * @param text {@code "prod/web"} for the service web of the cluster prod, {@code "web"} for the one of the cluster
     *     "default", which is how ECS reads a request without a cluster, or the ARN of a service in the new format,
     *     {@code arn:aws:ecs:eu-central-1:123456789012:service/prod/web}
     * @return the reference; {@code parse(reference.toString())} equals it
     * @throws IllegalArgumentException if the text is none of these. An ARN in the old format,
     *     {@code ...:service/web}, is refused too, as it doesn't name its cluster: ECS would take the cluster
     *     "default", and perhaps read another service.
     * @throws NullPointerException if the text is {@code null}
     */
    public static ServiceRef parse(String text) {
        Objects.requireNonNull(text, "text");
        if (isArn(text)) {
            String cluster = serviceArn(text).group("cluster");
            require(
                    cluster != null,
                    "\"" + text + "\" doesn't name its cluster: write new ServiceRef(\"<cluster>\", \"" + text + "\")");
            return new ServiceRef(cluster, text);
        }
        int slash = text.indexOf('/');
        String cluster = slash < 0 ? DEFAULT_CLUSTER : text.substring(0, slash);
        return new ServiceRef(cluster, name("service", text.substring(slash + 1)));
    }

    /**
     * Reads which service an event of Amazon ECS is about, as EventBridge delivers it to a queue or any other target:
     *
     * <ul>
     *   <li>"ECS Deployment State Change" and "ECS Service Action", whatever their {@code eventName}, name the service in
     *       {@code resources};
     *   <li>"ECS Hook State Change", and what kinds ECS may add, name it there or in {@code detail.serviceArn}.
     * </ul>
     *
     * <p>An ARN in the old format, {@code ...:service/web}, is taken with {@code detail.clusterArn}, and for no service without.
     * An event that came by SNS may be in SNS's own envelope. Account and region of the event aren't looked at, as of any ARN.
     *
     * <p>What the event says happened isn't told: it may come late, twice, after a newer one, or not at all. It is a hint that
     * a look is worth its call now, such as a watch takes.
     *
     * @param json the event as JSON; text of any kind and length is fine
     * @return the service; empty for anything else, such as the event of another source, one that names no service, a change
     *     of a task's state, which would be too many, and what is no JSON or nests deeper than 1,000 levels
     * @throws NullPointerException if the text is {@code null}, and nothing else is thrown
     * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html">Service
     *     deployment state change events in the Amazon ECS Developer Guide</a>
     * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html">Service action
     *     events</a>
     * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html">Pause hooks</a>
     */
    public static Optional<ServiceRef> fromEvent(String json) {
        Objects.requireNonNull(json, "json");
        return ServiceEvent.read(json).flatMap(event -> event.arns().stream()
                .flatMap(arn -> named(arn, event.clusterArn()).stream())
                .findFirst());
    }

    private static Optional<ServiceRef> named(String arn, @Nullable String clusterArn) {
        Matcher service = SERVICE_ARN.matcher(arn);
        if (!service.matches()) {
            return Optional.empty();
        }
        String itsCluster = service.group("cluster");
        String cluster = itsCluster == null ? clusterArn : itsCluster;
        try {
            return cluster == null ? Optional.empty() : Optional.of(new ServiceRef(cluster, arn));
        } catch (IllegalArgumentException e) { // a cluster elsewhere, or a name that can't be one
            return Optional.empty();
        }
    }

    /**
     * What {@link #parse(String)} reads.
     *
     * @return cluster and service, as in {@code prod/web}
     */
    @Override
    public String toString() {
        return cluster + "/" + service;
    }

    private static boolean isArn(String text) {
        return text.startsWith("arn:");
    }

    private static Matcher serviceArn(String text) {
        return arn(SERVICE_ARN, text, "service", "service/prod/web");
    }

    private static Matcher arn(Pattern pattern, String text, String part, String example) {
        Matcher matcher = pattern.matcher(text);
        require(
                matcher.matches(),
                part + " is \"" + text + "\", which is no ARN of an ECS " + part + ": write the " + part
                        + "'s name, or an ARN like arn:aws:ecs:eu-central-1:123456789012:" + example);
        return matcher;
    }

    private static String name(String part, String text) {
        require(
                !text.isBlank(),
                part
                        + " is blank: name both, as in new ServiceRef(\"prod\", \"web\") or ServiceRef.parse(\"prod/web\")");
        require(
                text.chars()
                        .noneMatch(c -> c == '/' || c == ':' || Character.isWhitespace(c) || Character.isSpaceChar(c)),
                part + " is \"" + text
                        + "\", but a name has no '/', ':' or white space: write the name or the ARN of the " + part
                        + " alone, or ServiceRef.parse(\"<cluster>/<service>\") for both in one text");
        return text;
    }
}
