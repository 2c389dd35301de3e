package dev.deployflux.autoconfigure;

import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether a list of clusters or of services is set, in whatever notation. */
final class OnFeedProperty extends SpringBootCondition {

    private static final List<String> NAMES = List.of("deployflux.feed.clusters", "deployflux.feed.services");

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Binder binder = Binder.get(context.getEnvironment());
        ConditionMessage.Builder message = ConditionMessage.forCondition("deployflux feed");
        for (String name : NAMES) {
            BindResult<List<String>> given = binder.bind(name, Bindable.listOf(String.class));
            if (given.isBound() && !given.get().isEmpty()) {
                return ConditionOutcome.match(message.foundExactly("property " + name));
            }
        }
        return ConditionOutcome.noMatch(
                message.didNotFind("property", "properties").items(NAMES));
    }
}
