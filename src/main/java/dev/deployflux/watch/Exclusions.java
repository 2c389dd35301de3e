package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Services that are never watched, by name. Immutable. */
record Exclusions(List<Rule> rules) {

    static final Exclusions NONE = new Exclusions(List.of());

    private record Rule(Pattern cluster, Pattern service) {}

    /**
     * These, too.
     *
     * @throws IllegalArgumentException if one isn't of the form that {@link DeploymentWatcherBuilder#exclude} documents
     */
    Exclusions and(String... services) {
        List<Rule> more = new ArrayList<>(rules);
        for (String service : services) {
            more.add(rule(service));
        }
        return new Exclusions(List.copyOf(more));
    }

    boolean contain(ServiceRef service) {
        for (Rule rule : rules) {
            if (rule.cluster.matcher(service.cluster()).matches()
                    && rule.service.matcher(service.service()).matches()) {
                return true;
            }
        }
        return false;
    }

    private static Rule rule(String text) {
        ServiceRef names = names(text);
        if (names.cluster().matches("\\*+") && names.service().matches("\\*+")) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" excludes every service: name some, such as prod/sandbox-*, or don't watch");
        }
        return new Rule(pattern(names.cluster()), pattern(names.service()));
    }

    private static ServiceRef names(String text) {
        if (text.contains("/")) { // a name alone may be meant of the cluster "default", or of all
            try {
                return ServiceRef.parse(text);
            } catch (IllegalArgumentException e) {
                throw refused(text, e);
            }
        }
        throw refused(text, null);
    }

    private static IllegalArgumentException refused(String text, @Nullable IllegalArgumentException cause) {
        return new IllegalArgumentException(
                "\"" + text + "\" names no service to exclude: write cluster/service, where * stands for any"
                        + " characters, such as prod/web, prod/sandbox-* or */canary, or a service's ARN",
                cause);
    }

    private static Pattern pattern(String name) {
        return Pattern.compile(
                List.of(name.split("\\*", -1)).stream().map(Pattern::quote).collect(Collectors.joining(".*")));
    }
}
