package dev.deployflux.autoconfigure;

import dev.deployflux.autoconfigure.DeployfluxProperties.Feed;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether a list of clusters or of services is set, in whatever notation. */
final class OnFeedProperty extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Feed feed = Binder.get(context.getEnvironment()).bindOrCreate("deployflux.feed", Feed.class);
        boolean isSet = !feed.clusters().isEmpty() || !feed.services().isEmpty();
        String properties = "of deployflux.feed.clusters and deployflux.feed.services";
        return new ConditionOutcome(isSet, (isSet ? "one " : "none ") + properties + " is set");
    }
}
