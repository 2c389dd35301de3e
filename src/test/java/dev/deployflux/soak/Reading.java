package dev.deployflux.soak;

import dev.deployflux.ServiceRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * Judges the rows of one list, scan or fan-out: each once, all that were there when it began, and no others. Safe for use by many
 * threads, since one may cancel while another reads.
 */
final class Reading {

    private final String name;
    private final LiveAccount account;
    private final Tally tally;
    private final Map<ServiceRef, Set<String>> due = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private long repeated;

    Reading(String name, LiveAccount account, Tally tally, List<ServiceRef> services) {
        this.name = name;
        this.account = account;
        this.tally = tally;
        services.forEach(service -> due.put(service, account.listed(service)));
    }

    synchronized void row(ServiceDeploymentBrief row) {
        if (!seen.add(row.serviceDeploymentArn())) {
            repeated++;
        }
    }

    /** It came to its end, but for these services. */
    synchronized void complete(Set<ServiceRef> failed) {
        tally.count(name + ", complete");
        due.forEach((service, arns) -> {
            if (!failed.contains(service)) {
                arns.removeAll(seen);
                tally.lost(arns.size(), name + " of " + service);
            }
        });
        partial();
    }

    /** It was cancelled or failed: what came has to be right all the same. */
    synchronized void partial() {
        tally.count("rows read", seen.size());
        tally.repeated(repeated, name);
        Set<String> invented = new HashSet<>(seen);
        due.keySet().forEach(service -> invented.removeAll(account.all(service)));
        if (!invented.isEmpty()) {
            tally.violation(name + " invented " + invented);
        }
    }
}
