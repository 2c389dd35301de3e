package dev.deployflux;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** Remembers the last row of each deployment, for those that were seen most recently. For one subscriber. */
final class LastSeen {

    private final int maxDeployments;
    private final Map<String, ServiceDeploymentBrief> rows = new LinkedHashMap<>(16, 0.75f, true);

    LastSeen(int maxDeployments) {
        this.maxDeployments = maxDeployments;
    }

    /** Remembers the row, and tells whether it says anything that the last one of its deployment didn't. */
    boolean isNews(ServiceDeploymentBrief row) {
        String arn = row.serviceDeploymentArn();
        if (arn == null) {
            return true;
        }
        ServiceDeploymentBrief last = rows.put(arn, row);
        if (rows.size() > maxDeployments) {
            forgetTheOneSeenLeastRecently();
        }
        return !row.equals(last);
    }

    private void forgetTheOneSeenLeastRecently() {
        Iterator<String> arns = rows.keySet().iterator();
        arns.next();
        arns.remove();
    }
}
