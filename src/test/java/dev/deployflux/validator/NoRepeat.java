package dev.deployflux.validator;

import dev.deployflux.watch.DeploymentEvent;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** {@link Promise#NO_REPEAT}: a deployment's events are Seen, then changes that each go on from the last, then perhaps Removed. */
final class NoRepeat implements Rule {

    @Override
    public void check(Observation observed, BiConsumer<String, String> broken) {
        for (Session session : observed.sessions()) {
            session.byDeployment().forEach((arn, reports) -> check(arn, reports, broken));
        }
    }

    private static void check(String arn, List<Report> reports, BiConsumer<String, String> broken) {
        Report last = null;
        for (Report report : reports) {
            String fault = fault(last, report);
            if (fault != null) {
                broken.accept(arn, fault);
            }
            last = report;
        }
    }

    private static @Nullable String fault(@Nullable Report last, Report report) {
        boolean isSeen = report.event() instanceof DeploymentEvent.Seen;
        if (last == null) {
            return isSeen ? null : report.event() + " came before it was seen";
        }
        if (isSeen) {
            return "it was seen a second time, as " + report.row().statusAsString();
        }
        if (last.isRemoval()) {
            return report.event() + " came after it was removed";
        }
        if (!(report.event() instanceof DeploymentEvent.Changed changed)) {
            return null;
        }
        if (!changed.from().equals(last.row())) {
            return "it changed from " + changed.from() + ", but was reported last as " + last.row();
        }
        return Objects.equals(last.row().statusAsString(), report.row().statusAsString())
                ? report.row().statusAsString() + " was reported twice in a row"
                : null;
    }
}
