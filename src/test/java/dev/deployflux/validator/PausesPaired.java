package dev.deployflux.validator;

import dev.deployflux.DeploymentOperators;
import dev.deployflux.watch.AwaitedAction;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** {@link Promise#PAUSES_PAIRED}: each wait is told once, and so is its end, before the next one and before the deployment's own. */
final class PausesPaired implements Rule {

    @Override
    public void check(Observation observed, BiConsumer<String, String> broken) {
        for (Session session : observed.sessions()) {
            Waits waits = new Waits(observed.truth(), broken);
            session.events().forEach(waits::told);
        }
    }

    private static final class Waits {
        private final Map<String, List<AwaitedAction>> open = new HashMap<>();
        private final Set<List<Object>> begun = new HashSet<>();
        private final TrueHistory truth;
        private final BiConsumer<String, String> broken;

        Waits(TrueHistory truth, BiConsumer<String, String> broken) {
            this.truth = truth;
            this.broken = broken;
        }

        void told(DeploymentEvent event) {
            if (event instanceof AwaitingAction begin) {
                begin(String.valueOf(begin.deployment().serviceDeploymentArn()), begin.action());
            } else if (event instanceof AwaitingEnded end) {
                String arn = String.valueOf(end.deployment().serviceDeploymentArn());
                if (!open.getOrDefault(arn, new ArrayList<>()).remove(end.action())) {
                    broken.accept(arn, end.action() + " ended, but wasn't told to have begun, or to be going on");
                }
            } else if (event instanceof DeploymentEvent.OfDeployment news && isTheLast(news)) {
                String arn = String.valueOf(news.deployment().serviceDeploymentArn());
                open.getOrDefault(arn, List.of())
                        .forEach(wait -> broken.accept(
                                arn,
                                wait + " was still going on when "
                                        + news.getClass().getSimpleName() + " came, of "
                                        + news.deployment().statusAsString()));
            }
        }

        private void begin(String arn, AwaitedAction wait) {
            List<AwaitedAction> others = open.computeIfAbsent(arn, any -> new ArrayList<>());
            if (!begun.add(List.of(arn, wait.hookId(), String.valueOf(wait.expiresAt())))) {
                broken.accept(arn, wait + " was told to begin a second time");
                return;
            }
            others.stream()
                    .filter(other -> isOverBefore(arn, other, wait))
                    .forEach(other -> broken.accept(arn, other + " was still going on when " + wait + " began"));
            others.add(wait);
        }

        private boolean isOverBefore(String arn, AwaitedAction one, AwaitedAction other) {
            TrueDeployment deployment = truth.find(arn);
            TrueRollout rollout = deployment == null ? TrueRollout.NONE : deployment.rollout();
            TrueRollout.Pause first = rollout.find(one.hookId(), one.expiresAt());
            TrueRollout.Pause then = rollout.find(other.hookId(), other.expiresAt());
            Instant until = first == null ? null : first.until();
            return until != null && then != null && !until.isAfter(then.from());
        }

        private static boolean isTheLast(DeploymentEvent.OfDeployment news) {
            return news instanceof DeploymentEvent.Removed || DeploymentOperators.isTerminal(news.deployment());
        }
    }
}
